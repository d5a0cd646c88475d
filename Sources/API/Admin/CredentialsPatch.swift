import Channels
import Domain
import Foundation
import Postgres
import Store

/// What a request says of an endpoint's credentials: the parts it names change, null empties one, the others stay.
struct CredentialsPatch: Sendable {
    private var accessToken = Patch<String>.keep
    private var appSecrets = Patch<[String]>.keep
    private var verifyToken = Patch<String>.keep
    private var accountID = Patch<String>.keep

    /// Reads `credentials`; nil when nothing is said of them.
    init?(_ fields: inout FieldReader, of provider: String?) {
        let read = fields.optionalObject("credentials") { fields in
            var patch = Self()
            patch.accessToken = fields.patch("accessToken") { $0.optionalString("accessToken") }
            patch.appSecrets = fields.patch("appSecrets") { fields in
                fields.optionalStrings("appSecrets", count: 0...2, length: 1...4096)
            }
            patch.verifyToken = fields.patch("verifyToken") { $0.optionalString("verifyToken") }
            patch.accountID = fields.patch("accountId") { $0.optionalString("accountId", 1...320) }
            return patch
        }
        guard let read else { return nil }
        if provider == RelayChannel.providerName {
            // They have an address in them, which is tried from where it will be used.
            fields.refuse("credentials", "a channel service's are set with `concierge endpoint credentials`")
        }
        self = read
    }

    private init() {}

    /// The credentials with these parts changed, sealed.
    ///
    /// - Throws: ``Problem`` 409 when the old ones do not open: what is not named cannot be kept then.
    func applied(to sealed: Bytes?, of id: EndpointID, _ box: SecretBox) throws -> Bytes {
        var credentials = EndpointCredentials()
        if let sealed {
            do {
                let clear = try box.open(sealed.array, for: .endpointCredentials, row: id.rawValue)
                credentials = try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
            } catch {
                throw Problem(
                    409,
                    "credentials_unreadable",
                    "Credentials unreadable",
                    detail: "The old ones were sealed with another key: set all with `concierge endpoint credentials`.",
                    cause: error
                )
            }
        }
        credentials.accessToken = accessToken.applied(to: credentials.accessToken) ?? ""
        credentials.appSecrets = appSecrets.applied(to: credentials.appSecrets) ?? []
        credentials.verifyToken = verifyToken.applied(to: credentials.verifyToken) ?? ""
        credentials.accountID = accountID.applied(to: credentials.accountID)
        let clear = Array(try JSONEncoder().encode(credentials))
        return Bytes(try box.seal(clear, for: .endpointCredentials, row: id.rawValue))
    }
}
