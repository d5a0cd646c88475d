import Domain
import Logging
import Postgres
import Store

/// Logs what cannot be stored as it is, so that it is neither lost nor asked for again.
struct PutAside: Sendable {
    /// What cannot be stored.
    enum Kind: String {
        case message
        case receipt

        /// The metric's word.
        fileprivate var label: String {
            switch self {
            case .message: "unstorable"
            case .receipt: "unstorable_receipt"
            }
        }
    }

    let quarantine: ReceiptStore
    let metrics: RouterMetrics
    let logger: Logger

    /// Logs it. Returns the reason, which never holds anybody's words.
    @discardableResult
    func callAsFunction(
        _ kind: Kind,
        _ raw: String,
        from provider: String,
        at endpoint: EndpointID,
        because error: any Error
    ) async throws -> String {
        let reason = (error as? PostgresError)?.description ?? "it cannot be stored"
        metrics.quarantined(kind.label)
        logger.error(
            "a \(kind) cannot be stored and was put aside",
            metadata: ["endpoint": "\(endpoint)", "reason": "\(reason)"]
        )
        let receipt = RawReceipt(
            provider: provider,
            endpoint: endpoint,
            quarantineReason: reason,
            body: Bytes(Array(raw.utf8))
        )
        try await quarantine.quarantine([receipt], unknownAddresses: [])
        return reason
    }
}
