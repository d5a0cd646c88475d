package import Domain
package import Postgres

/// What a provider sent, for the log: byte for byte, but for the numbers of payment cards.
package struct RawReceipt: Sendable {
    /// Who sent it.
    package var provider: String
    /// The hotel and endpoint it was for, when known.
    package var property: PropertyID?
    package var endpoint: EndpointID?
    /// Why it could not be used; nil when it could.
    package var quarantineReason: String?
    /// The bytes. Where they could not be looked through for card numbers there are none.
    package let body: Bytes

    /// Why words are put aside that came to a closed endpoint; they are taken when it is open again.
    package static let closed = "closed"

    /// Names every part; card numbers are taken out of the body and of the reason.
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
        do throws(CardNumbers.Overrun) {
            self.quarantineReason =
                if let reason = quarantineReason { try CardNumbers.masked(reason) ?? reason } else { nil as String? }
            self.body = try CardNumbers.masked(body: body.array).map { Bytes($0) } ?? body
        } catch {
            // The log says by its emptiness that there was something; what a card's number may hide in is not kept.
            self.quarantineReason = quarantineReason == nil ? nil : "it could not be looked through for card numbers"
            self.body = Bytes([])
        }
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
