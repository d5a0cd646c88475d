package import Domain

/// How a channel service names guests, and how they are told apart among a hotel's.
package enum RelayAddress {
    /// The longest name that fits beside its channel's.
    package static let maximumLength = 320

    /// The identity a sender is known by: the phone number or mailbox where it is one, so that a guest who writes here
    /// and on a channel of ours is one guest; else the service's own name for them, which means nothing elsewhere.
    ///
    /// - Returns: nil when the name is too long to be kept.
    package static func identity(sender: String, type: ChannelKind, channel: String) -> GuestIdentity? {
        switch type {
        case .whatsapp, .sms:
            if let phone = try? IdentityNormaliser.phone(sender) { return phone }
        case .email:
            if let mailbox = try? IdentityNormaliser.email(sender) { return mailbox }
        case .web, .relay:
            break
        }
        let value = prefix(channel) + SafeText.withoutNUL(sender)
        return value.unicodeScalars.count <= maximumLength ? GuestIdentity(kind: .external, value: value) : nil
    }

    /// What the service is told to send to: its own name for the guest, or the number or mailbox. Nil for a guest
    /// known by nothing it could use.
    package static func recipient(_ identity: GuestIdentity, channel: String) -> String? {
        switch identity.kind {
        case .phone, .email: identity.value
        case .external:
            identity.value.hasPrefix(prefix(channel)) ? String(identity.value.dropFirst(prefix(channel).count)) : nil
        case .webSession, .whatsappUser: nil
        }
    }

    private static func prefix(_ channel: String) -> String { channel + "/" }
}
