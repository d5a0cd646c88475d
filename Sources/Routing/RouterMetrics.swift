import Domain
import Metrics
import Store

/// What the router counts. Labels hold words of our own vocabulary only, so their number is bounded.
package struct RouterMetrics: Sendable {
    private let inbound = Counter(label: "gateway_messages_inbound_total")
    /// Made once: a message must not pay for looking its counter up.
    private let decisions = Dictionary(
        uniqueKeysWithValues: Decision.allCases.map { decision in
            (decision, Counter(label: "gateway_decisions_total", dimensions: [("action", decision.rawValue)]))
        }
    )
    private let knownReceipts = Counter(label: "gateway_receipts_total", dimensions: [("known", "yes")])
    private let unknownReceipts = Counter(label: "gateway_receipts_total", dimensions: [("known", "no")])
    private let outbound = Counter(label: "gateway_messages_outbound_total")
    private let routed = Counter(label: "gateway_messages_routed_total")
    private let routingLatency = Timer(label: "gateway_latency_routing_seconds")
    private let ingestLatency = Timer(label: "gateway_ingest_seconds")
    private let turnWait = Timer(label: "gateway_turn_wait_seconds")
    private let turnMessages = Recorder(label: "gateway_turn_messages", aggregate: true)
    private let engineLatency = Timer(label: "gateway_engine_seconds")
    private let sendLatency = Timer(label: "gateway_send_seconds")
    private let deliveryLatency = Timer(label: "gateway_delivery_seconds")
    private let ingestRetries = Counter(label: "gateway_ingest_retries_total")
    private let calls = Counter(label: "gateway_escalation_calls_total")
    private let stuckLanes = Counter(label: "gateway_ingest_stuck_lanes_total")
    private let rulesTime = Timer(label: "gateway_rules_seconds")
    private let rulesOverBudget = Counter(label: "gateway_rules_over_budget_total")
    private let turnsInFlight = Gauge(label: "gateway_turns_in_flight")
    private let deliveriesInFlight = Gauge(label: "gateway_deliveries_in_flight")
    private let ingestWaiting = Gauge(label: "gateway_ingest_waiting")

    /// Counters of the process's metrics system.
    package init() {}

    func received(_ decision: Decision) {
        inbound.increment()
        decisions[decision]?.increment()
    }

    /// A message was stored without being answered, or not taken, because of a limit.
    func limited(_ limit: String) {
        Counter(label: "gateway_messages_limited_total", dimensions: [("limit", limit)]).increment()
    }

    func stored(in elapsed: Duration) { ingestLatency.record(duration: elapsed) }

    func refusedWebhook(_ reason: String) {
        Counter(label: "gateway_webhooks_refused_total", dimensions: [("reason", reason)]).increment()
    }

    func quarantined(_ reason: String, _ count: Int = 1) {
        Counter(label: "gateway_quarantined_total", dimensions: [("reason", reason)]).increment(by: count)
    }

    func retriedIngest() { ingestRetries.increment() }

    /// A hotel's rules were held against a message.
    func lookedAtRules(in elapsed: Duration, isOverBudget: Bool) {
        rulesTime.record(duration: elapsed)
        if isOverBudget { rulesOverBudget.increment() }
    }

    func splitOffLane() { stuckLanes.increment() }

    func ingestQueue(_ count: Int) { ingestWaiting.record(count) }

    /// A turn was claimed, so long after the last of its messages.
    func claimed(_ turn: ClaimedTurn) {
        turnWait.record(duration: turn.waited)
        turnMessages.record(turn.burst.count)
    }

    func turnCommitted(_ result: String, reason: EscalationReason?) {
        routed.increment()
        Counter(label: "gateway_turns_total", dimensions: [("result", result)]).increment()
        if let reason { escalated(reason) }
    }

    func escalated(_ reason: EscalationReason) {
        Counter(label: "gateway_escalations_total", dimensions: [("reason", reason.rawValue)]).increment()
    }

    func calledAgain(_ count: Int) { calls.increment(by: count) }

    func routed(in elapsed: Duration) { routingLatency.record(duration: elapsed) }

    func engineAnswered(in elapsed: Duration) { engineLatency.record(duration: elapsed) }

    func engineFailed(_ code: String) {
        Counter(label: "gateway_engine_failures_total", dimensions: [("code", code)]).increment()
    }

    /// A provider took a message.
    ///
    /// - Parameters:
    ///   - elapsed: how long the hand-over took.
    ///   - sinceWritten: how long ago the message was stored.
    func sent(in elapsed: Duration, sinceWritten: Duration) {
        outbound.increment()
        sendLatency.record(duration: elapsed)
        deliveryLatency.record(duration: sinceWritten)
    }

    func deliveryEnded(_ outcome: String) {
        Counter(label: "gateway_deliveries_total", dimensions: [("outcome", outcome)]).increment()
    }

    func receiptMerged(isKnown: Bool) {
        (isKnown ? knownReceipts : unknownReceipts).increment()
    }

    func turns(inFlight count: Int) { turnsInFlight.record(count) }

    func deliveries(inFlight count: Int) { deliveriesInFlight.record(count) }

    func failed(_ operation: String) {
        Counter(label: "gateway_database_failures_total", dimensions: [("operation", operation)]).increment()
    }

    func ages(unanswered: Duration?, turn: Duration?, delivery: Duration?) {
        Gauge(label: "gateway_oldest_unanswered_guest_seconds").record(unanswered?.seconds ?? 0)
        Gauge(label: "gateway_oldest_due_turn_seconds").record(turn?.seconds ?? 0)
        Gauge(label: "gateway_oldest_queued_delivery_seconds").record(delivery?.seconds ?? 0)
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
