import Domain

/// The names a message's guest is known by: the phone first, because it is what answers go to when there is one.
struct WhatsAppSenders {
    let identities: [GuestIdentity]

    /// Keeps what can be read. One odd name is no reason to lose the other, nor the message.
    init(phone: String?, user: String?) {
        identities = [
            phone.flatMap { try? IdentityNormaliser.phone($0) },
            user.flatMap { try? IdentityNormaliser.whatsappUser($0) },
        ].compactMap(\.self)
    }
}
