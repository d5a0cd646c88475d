import Metrics

/// What sessions count.
struct SessionMetrics: Sendable {
    private let boardAge = Gauge(label: "gateway_revocations_age_seconds")

    func signIn(_ outcome: String) {
        Counter(label: "gateway_sign_ins_total", dimensions: [("outcome", outcome)]).increment()
    }

    func renewal(_ outcome: String) {
        Counter(label: "gateway_session_renewals_total", dimensions: [("outcome", outcome)]).increment()
    }

    func refused(_ failure: TokenFailure) {
        Counter(label: "gateway_tokens_refused_total", dimensions: [("reason", "\(failure)")]).increment()
    }

    func lookupRefused() { Counter(label: "gateway_credential_lookups_refused_total").increment() }

    func board(age: Duration?) { boardAge.record(age.map { $0 / .seconds(1) } ?? -1) }

    func failed() {
        Counter(label: "gateway_database_failures_total", dimensions: [("operation", "sessions")]).increment()
    }
}
