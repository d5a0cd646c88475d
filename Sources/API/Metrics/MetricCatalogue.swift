/// Every metric of the gateway. Names are part of its interface: dashboards and alerts are built on them.
package enum MetricCatalogue {
    /// All of them, in the order of the documentation.
    package static let all: [MetricDefinition] = messages + waiting + database + edge + process

    private static let messages = [
        MetricDefinition(
            "gateway_messages_inbound_total",
            .counter,
            "Messages received from guests, duplicates included.",
            labels: ["channel"]
        ),
        MetricDefinition(
            "gateway_messages_outbound_total",
            .counter,
            "Messages handed to a provider, by what became of them.",
            labels: ["channel", "outcome"]
        ),
        MetricDefinition(
            "gateway_messages_routed_total",
            .counter,
            "Guest messages stored and routed.",
            labels: ["channel"]
        ),
        MetricDefinition(
            "gateway_escalations_total",
            .counter,
            "Conversations handed from the AI to people.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_decisions_total",
            .counter,
            "What was decided for each guest message.",
            labels: ["action"]
        ),
        MetricDefinition("gateway_ws_connections", .gauge, "Open WebSocket connections."),
        MetricDefinition(
            "gateway_latency_routing_seconds",
            .histogram,
            "From receiving a guest message to its commit."
        ),
        MetricDefinition(
            "gateway_latency_engine_seconds",
            .histogram,
            "How long one call of an AI engine took.",
            labels: ["outcome"]
        ),
        MetricDefinition(
            "gateway_latency_delivery_seconds",
            .histogram,
            "How long one hand-over to a provider took.",
            labels: ["channel"]
        ),
        MetricDefinition("gateway_turns_total", .counter, "Turns finished, by how they ended.", labels: ["outcome"]),
        MetricDefinition(
            "gateway_receipts_total",
            .counter,
            "Providers' reports about messages we sent.",
            labels: ["state"]
        ),
        MetricDefinition(
            "gateway_quarantined_total",
            .counter,
            "Items that could not be read or stored, kept for people to look at.",
            labels: ["provider"]
        ),
        MetricDefinition(
            "gateway_retries_total",
            .counter,
            "Attempts made again, by what was attempted.",
            labels: ["what"]
        ),
        MetricDefinition(
            "gateway_ingest_batch_size",
            .histogram,
            "Messages committed together.",
            buckets: MetricDefinition.sizeBuckets
        ),
    ]

    private static let waiting = [
        MetricDefinition(
            "gateway_oldest_unanswered_seconds",
            .gauge,
            "Age of the oldest guest message nobody has answered."
        ),
        MetricDefinition("gateway_oldest_due_turn_seconds", .gauge, "How long the oldest due turn has been due."),
        MetricDefinition(
            "gateway_oldest_queued_delivery_seconds",
            .gauge,
            "How long the oldest queued delivery has been due."
        ),
    ]

    private static let database = [
        MetricDefinition(
            "gateway_pool_connections",
            .gauge,
            "Database connections, by pool and state.",
            labels: ["pool", "state"]
        ),
        MetricDefinition("gateway_pool_waiting", .gauge, "Callers waiting for a connection.", labels: ["pool"]),
        MetricDefinition(
            "gateway_pool_timeouts_total",
            .counter,
            "Callers who got no connection in time.",
            labels: ["pool"]
        ),
        MetricDefinition(
            "gateway_pool_reconnects_total",
            .counter,
            "Connections opened after one was lost.",
            labels: ["pool"]
        ),
        MetricDefinition(
            "gateway_database_seconds",
            .histogram,
            "How long one round trip to the database took.",
            labels: ["statement"]
        ),
        MetricDefinition(
            "gateway_database_errors_total",
            .counter,
            "Round trips that failed.",
            labels: ["statement", "sqlstate"]
        ),
    ]

    private static let edge = [
        MetricDefinition(
            "gateway_http_requests_total",
            .counter,
            "HTTP requests answered; the route is a pattern, never the path asked for.",
            labels: ["method", "route", "status"]
        ),
        MetricDefinition(
            "gateway_http_request_seconds",
            .histogram,
            "From a request's head to the start of its answer.",
            labels: ["route"]
        ),
        MetricDefinition("gateway_http_requests_in_flight", .gauge, "HTTP requests being answered."),
        MetricDefinition(
            "gateway_webhooks_total",
            .counter,
            "Deliveries of providers, by how they were answered.",
            labels: ["provider", "status"]
        ),
    ]

    private static let process = [
        MetricDefinition(
            "gateway_metrics_rejected_total",
            .counter,
            "Measurements not kept under their own name or labels: kind in conflict, bad name, too many label sets.",
            labels: ["reason"]
        ),
        MetricDefinition("process_resident_memory_bytes", .gauge, "Memory held."),
        MetricDefinition("process_cpu_seconds_total", .counter, "Processor time used."),
        MetricDefinition("process_open_fds", .gauge, "Open file descriptors."),
        MetricDefinition("process_start_time_seconds", .gauge, "When the process started, in Unix seconds."),
    ]
}
