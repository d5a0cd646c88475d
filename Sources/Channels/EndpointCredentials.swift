/// What one endpoint needs to speak to its provider and to know the provider's voice. Printing it shows no secret.
package struct EndpointCredentials: Sendable, Hashable, Codable {
    /// What requests to the provider are authorised with.
    package var accessToken: String
    /// What the provider signs its deliveries with; two while one replaces the other.
    package var appSecrets: [String]
    /// What the provider shows when it asks whether the webhook address is ours.
    package var verifyToken: String
    /// The provider's id of the account, where requests need one.
    package var accountID: String?
    /// Where messages are handed over, for receivers that are at an address of their own.
    package var url: String?

    /// Names every part.
    package init(
        accessToken: String = "",
        appSecrets: [String] = [],
        verifyToken: String = "",
        accountID: String? = nil,
        url: String? = nil
    ) {
        self.accessToken = accessToken
        self.appSecrets = appSecrets
        self.verifyToken = verifyToken
        self.accountID = accountID
        self.url = url
    }

    /// Reads what was sealed before; a part that was not yet known then is empty.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        accessToken = try container.decodeIfPresent(String.self, forKey: .accessToken) ?? ""
        appSecrets = try container.decodeIfPresent([String].self, forKey: .appSecrets) ?? []
        verifyToken = try container.decodeIfPresent(String.self, forKey: .verifyToken) ?? ""
        accountID = try container.decodeIfPresent(String.self, forKey: .accountID)
        url = try container.decodeIfPresent(String.self, forKey: .url)
    }
}

extension EndpointCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "EndpointCredentials(accessToken: \(accessToken.isEmpty ? "none" : "set"), appSecrets: \(appSecrets.count), "
            + "verifyToken: \(verifyToken.isEmpty ? "none" : "set"))"
    }

    package var debugDescription: String { description }

    /// Nothing to look into: `dump` and string interpolation of an enclosing value reach secrets through mirrors.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
