/// Every metric of the gateway. Names are part of its interface: dashboards and alerts are built on them.
package enum MetricCatalogue {
    /// All of them, in the order of the documentation.
    package static let all: [MetricDefinition] =
        messages + waiting + events + sessions + database + edge + sockets + process

    private static let messages = [
        MetricDefinition("gateway_messages_inbound_total", .counter, "Guest messages received, duplicates included."),
        MetricDefinition(
            "gateway_messages_limited_total",
            .counter,
            "Guest messages over a limit: kept and not answered, or to be sent again.",
            labels: ["limit"]
        ),
        MetricDefinition("gateway_messages_outbound_total", .counter, "Messages handed to a provider."),
        MetricDefinition("gateway_messages_routed_total", .counter, "Turns answered, drafted or handed to people."),
        MetricDefinition(
            "gateway_escalations_total",
            .counter,
            "Conversations handed from the AI to people.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_escalation_calls_total",
            .counter,
            "Times people were called again because nobody had answered."
        ),
        MetricDefinition(
            "gateway_decisions_total",
            .counter,
            "What was decided for each guest message.",
            labels: ["action"]
        ),
        MetricDefinition(
            "gateway_ingest_seconds",
            .histogram,
            "From a guest's messages being read to their commit, the wait for one included."
        ),
        MetricDefinition(
            "gateway_turn_wait_seconds",
            .histogram,
            "From the commit of a turn's last message to the turn being claimed, its gathering included."
        ),
        MetricDefinition(
            "gateway_turn_messages",
            .histogram,
            "How many messages a turn answers.",
            buckets: MetricDefinition.sizeBuckets
        ),
        MetricDefinition(
            "gateway_latency_routing_seconds",
            .histogram,
            "From the commit of a turn's last message to the commit of its answer."
        ),
        MetricDefinition("gateway_engine_seconds", .histogram, "How long an AI engine took to answer."),
        MetricDefinition(
            "gateway_engine_failures_total",
            .counter,
            "Engine calls that gave no answer.",
            labels: ["code"]
        ),
        MetricDefinition("gateway_send_seconds", .histogram, "How long one hand-over to a provider took."),
        MetricDefinition(
            "gateway_delivery_seconds",
            .histogram,
            "From the commit of a message to a guest to its provider taking it."
        ),
        MetricDefinition("gateway_turns_total", .counter, "Turns committed, by how they ended.", labels: ["result"]),
        MetricDefinition("gateway_turns_in_flight", .gauge, "Turns an engine is thinking about."),
        MetricDefinition("gateway_deliveries_total", .counter, "Attempts to deliver, by outcome.", labels: ["outcome"]),
        MetricDefinition("gateway_deliveries_in_flight", .gauge, "Messages being handed to providers."),
        MetricDefinition(
            "gateway_receipts_total",
            .counter,
            "Providers' reports, by whether they are about a message of ours.",
            labels: ["known"]
        ),
        MetricDefinition(
            "gateway_quarantined_total",
            .counter,
            "Items that could not be read or stored, kept for people to look at.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_webhooks_refused_total",
            .counter,
            "Webhooks answered with an error.",
            labels: ["reason"]
        ),
        MetricDefinition("gateway_ingest_retries_total", .counter, "Commits of guest messages tried again."),
        MetricDefinition(
            "gateway_ingest_stuck_lanes_total",
            .counter,
            "Messages split off a batch because their lane was locked."
        ),
        MetricDefinition(
            "gateway_rules_seconds",
            .histogram,
            "Processor time that a hotel's routing rules took for one message."
        ),
        MetricDefinition(
            "gateway_rules_over_budget_total",
            .counter,
            "Messages whose routing rules took too long; the engine answered."
        ),
        MetricDefinition("gateway_ingest_waiting", .gauge, "Webhooks waiting for their commit."),
    ]

    private static let waiting = [
        MetricDefinition(
            "gateway_oldest_unanswered_guest_seconds",
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

    private static let events = [
        MetricDefinition(
            "gateway_events_lag_seconds",
            .histogram,
            "From the start of a change to its event being told on this node."
        ),
        MetricDefinition("gateway_events_published_total", .counter, "Events told to followers of this node."),
        MetricDefinition("gateway_events_pages_total", .counter, "Looks at the event log for its followers."),
        MetricDefinition(
            "gateway_events_hints_total",
            .counter,
            "Hints that a followed log had changed, by where they came from.",
            labels: ["from"]
        ),
        MetricDefinition(
            "gateway_events_missed_hints_total",
            .counter,
            "Times a look at the log found something that no hint had told of."
        ),
        MetricDefinition("gateway_events_gaps_total", .counter, "Followers told that events are not to be had."),
        MetricDefinition(
            "gateway_events_unreadable_total",
            .counter,
            "Events passed over because they could not be read; the log line names them."
        ),
        MetricDefinition("gateway_events_followers", .gauge, "Followers of the event log on this node."),
    ]

    private static let sessions = [
        MetricDefinition("gateway_sign_ins_total", .counter, "Attempts to sign in, by outcome.", labels: ["outcome"]),
        MetricDefinition(
            "gateway_session_renewals_total",
            .counter,
            "Refresh tokens shown, by outcome; `reused` ended a session.",
            labels: ["outcome"]
        ),
        MetricDefinition(
            "gateway_tokens_refused_total",
            .counter,
            "Bearer tokens that spoke for nobody.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_credential_lookups_refused_total",
            .counter,
            "Keys, tickets and refresh tokens not looked up, because too many from that address spoke for nobody."
        ),
        MetricDefinition(
            "gateway_revocations_age_seconds",
            .gauge,
            "How old this node's knowledge of revocations is; -1 before it has any."
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
            "gateway_pool_timeouts",
            .gauge,
            "Callers who got no connection in time, since the start.",
            labels: ["pool"]
        ),
        MetricDefinition(
            "gateway_pool_reconnects",
            .gauge,
            "Connections opened after one was lost, since the start.",
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
        MetricDefinition(
            "gateway_database_failures_total",
            .counter,
            "Work that failed because of the database.",
            labels: ["operation"]
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
            "gateway_rate_limited_total",
            .counter,
            "Requests refused because their caller made too many, by what is limited; `_local` for those from this machine together.",
            labels: ["bucket"]
        ),
        MetricDefinition(
            "gateway_callers_blocked_total",
            .counter,
            "Callers who went on after being refused and are not listened to for a while, by what is limited.",
            labels: ["bucket"]
        ),
    ]

    private static let sockets = [
        MetricDefinition("gateway_ws_connections", .gauge, "Sockets held."),
        MetricDefinition(
            "gateway_ws_refused_total",
            .counter,
            "Sockets not let in because there were enough, or the node stops.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_ws_closed_total",
            .counter,
            "Sockets that ended with a last frame, by its number.",
            labels: ["code"]
        ),
        MetricDefinition("gateway_ws_frames_sent_total", .counter, "Messages sent to sockets."),
        MetricDefinition("gateway_ws_frames_received_total", .counter, "Messages received from sockets."),
        MetricDefinition(
            "gateway_ws_frames_refused_total",
            .counter,
            "Messages of staff's sockets answered with an error because there were too many, by what was.",
            labels: ["reason"]
        ),
        MetricDefinition(
            "gateway_chat_gaps_total",
            .counter,
            "Guests' sockets told that words may be missing, because the event log could not be followed."
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
