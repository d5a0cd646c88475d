package import Domain
package import Postgres

/// What a provider sent, byte for byte, for the log.
package struct RawReceipt: Sendable {
    /// Who sent it.
    package var provider: String
    /// The hotel and endpoint it was for, when known.
    package var property: PropertyID?
    package var endpoint: EndpointID?
    /// Why it could not be used; nil when it could.
    package var quarantineReason: String?
    /// The bytes.
    package var body: Bytes

    /// Names every part.
    package init(
        provider: String,
        property: PropertyID? = nil,
        endpoint: EndpointID? = nil,
        quarantineReason: String? = nil,
        body: Bytes
    ) {
        self.provider = provider
        self.property = property
        self.endpoint = endpoint
        self.quarantineReason = quarantineReason
        self.body = body
    }

    /// The statement that logs a batch of them.
    static func insert(_ receipts: [RawReceipt]) -> SQL {
        let status = receipts.map { $0.quarantineReason == nil ? "accepted" : "quarantined" }
        return """
            INSERT INTO receipts (provider, property_id, endpoint_id, status, reason, body)
            SELECT * FROM unnest(\(receipts.map(\.provider)), \(receipts.map(\.property)), \(receipts.map(\.endpoint)),
                \(status), \(receipts.map(\.quarantineReason)), \(receipts.map(\.body)))
            """
    }
}
