/// Who the senders of one change are. Several guests may share a change, so a contact is found by id, never by place.
struct WhatsAppContacts {
    struct Contact {
        var phone: String?
        var user: String?
        var name: String?
    }

    private let contacts: [Contact]

    /// Reads what is there; a contact of odd types merely names nobody.
    init(_ list: JSONValue?) {
        contacts = (list?.array ?? []).map { contact in
            Contact(
                phone: contact["wa_id"]?.nonEmptyString,
                user: contact["user_id"]?.nonEmptyString,
                name: contact["profile"]?["name"]?.nonEmptyString
            )
        }
    }

    /// The contact with this phone, else the one with this user id.
    func matching(phone: String?, user: String?) -> Contact? {
        if let phone, let contact = contacts.first(where: { $0.phone == phone }) { return contact }
        if let user, let contact = contacts.first(where: { $0.user == user }) { return contact }
        return nil
    }
}
