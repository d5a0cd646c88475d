import Domain

/// The two names WhatsApp knows a guest by.
enum WhatsAppIdentity {
    /// The phone of a `wa_id`, which is digits without a plus; nil when it is anything else.
    static func phone(_ waID: String) -> GuestIdentity? {
        let digits = waID.hasPrefix("+") ? waID.dropFirst() : waID[...]
        guard (1...20).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return GuestIdentity(kind: .phone, value: "+" + digits)
    }

    /// A business-scoped user id, kept as it is: it is opaque and its case may matter.
    static func user(_ id: String) -> GuestIdentity {
        GuestIdentity(kind: .whatsappUser, value: id)
    }
}
