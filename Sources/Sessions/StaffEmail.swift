import Domain

/// How e-mail addresses of the staff are compared.
package enum StaffEmail {
    /// One spelling for an address; what is no address comes back in lower case and belongs to nobody.
    package static func canonical(_ text: String) -> String {
        address(text) ?? text.lowercased()
    }

    /// One spelling for an address; nil for what is none.
    package static func address(_ text: String) -> String? {
        guard let identity = try? IdentityNormaliser.email(text) else { return nil }
        // ASCII only: what PostgreSQL calls lower case must be what we call it.
        let value = identity.value.lowercased()
        return value.utf8.allSatisfy { $0 < 0x80 } ? value : nil
    }
}
