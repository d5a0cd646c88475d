import StrictJSON

/// Who the senders of one change are. Several guests may share a change, so a contact is found by id, never by place.
///
/// Found by a table: a delivery may hold thousands of messages and contacts, and looking through all for each would
/// take seconds.
struct WhatsAppContacts {
    struct Contact {
        var phone: String?
        var user: String?
        var name: String?
    }

    private var byPhone: [String: Contact] = [:]
    private var byUser: [String: Contact] = [:]

    /// Reads what is there; a contact of odd types merely names nobody. Of two with one id the first holds.
    init(_ list: JSONValue?) {
        for entry in list?.array ?? [] {
            let contact = Contact(
                phone: entry["wa_id"]?.nonEmptyString,
                user: entry["user_id"]?.nonEmptyString,
                name: entry["profile"]?["name"]?.nonEmptyString
            )
            if let phone = contact.phone, byPhone[phone] == nil { byPhone[phone] = contact }
            if let user = contact.user, byUser[user] == nil { byUser[user] = contact }
        }
    }

    /// The contact with this phone, else the one with this user id.
    func matching(phone: String?, user: String?) -> Contact? {
        if let phone, let contact = byPhone[phone] { return contact }
        return user.flatMap { byUser[$0] }
    }
}
