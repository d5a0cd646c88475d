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

    /// The names of the parts that change.
    var names: [String] {
        var names: [String] = []
        if accessToken.isChange { names.append("accessToken") }
        if appSecrets.isChange { names.append("appSecrets") }
        if verifyToken.isChange { names.append("verifyToken") }
        if accountID.isChange { names.append("accountId") }
        return names
    }

    /// Whether it changes what others show us: whoever sets that without a word of an overlap wants nothing else accepted.
    var replacesWhatOthersShow: Bool { appSecrets.isChange || verifyToken.isChange }

    /// Reads `credentials`; nil when nothing is said of them.
    ///
    /// - Parameter isRotation: whether secrets are exchanged for others of their kind, and all else stays.
    init?(_ fields: inout FieldReader, of provider: String?, isRotation: Bool = false) {
        let isRelay = provider == RelayChannel.providerName
        let read = fields.optionalObject("credentials") { fields in
            var patch = Self()
            if isRotation {
                patch.accessToken = fields.patch("accessToken") {
                    $0.optionalString("accessToken", 1...4096, isRequired: true)
                }
                patch.appSecrets = fields.patch("appSecrets") { fields in
                    Self.newSecrets(&fields, isRelay: isRelay)
                }
                patch.verifyToken = fields.patch("verifyToken") {
                    $0.optionalString("verifyToken", 1...4096, isRequired: true)
                }
                return patch
            }
            patch.accessToken = fields.patch("accessToken") { $0.optionalString("accessToken") }
            patch.appSecrets = fields.patch("appSecrets") { fields in
                fields.optionalStrings("appSecrets", count: 0...2, length: 1...4096)
            }
            patch.verifyToken = fields.patch("verifyToken") { $0.optionalString("verifyToken") }
            patch.accountID = fields.patch("accountId") { $0.optionalString("accountId", 1...320) }
            return patch
        }
        guard let read else { return nil }
        if isRotation {
            if read.names.isEmpty { fields.refuse("credentials", "must name something to change") }
        } else if isRelay {
            // They have an address in them, which is tried from where it will be used.
            fields.refuse("credentials", "a channel service's are set with `concierge endpoint credentials`")
        }
        self = read
    }

    private init() {}

    private static func newSecrets(_ fields: inout FieldReader, isRelay: Bool) -> [String]? {
        guard let secrets = fields.optionalStrings("appSecrets", count: 1...2, length: 1...4096) else {
            fields.refuse("appSecrets", "must be one or two secrets")
            return nil
        }
        if isRelay, secrets.contains(where: { StandardWebhooks.Secret($0) == nil }) {
            fields.refuse("appSecrets", "must be whsec_ and 24 to 64 bytes in base64")
        }
        return secrets
    }

    /// The credentials with these parts changed, and what was replaced of those that others show us, both sealed.
    ///
    /// - Throws: ``Problem`` 409 when the old ones do not open: what is not named cannot be kept then.
    func rotated(from sealed: Bytes?, of id: EndpointID, _ box: SecretBox) throws -> (current: Bytes, retiring: Bytes?)
    {
        let old = try Self.opened(sealed, of: id, box)
        let new = changed(old)
        let replaced = EndpointCredentials(
            appSecrets: old.appSecrets.filter { !new.appSecrets.contains($0) },
            verifyToken: old.verifyToken == new.verifyToken ? "" : old.verifyToken
        )
        let isEmpty = replaced.appSecrets.isEmpty && replaced.verifyToken.isEmpty
        return (
            try Self.sealed(new, for: .endpointCredentials, of: id, box),
            isEmpty ? nil : try Self.sealed(replaced, for: .retiringCredentials, of: id, box)
        )
    }

    /// The credentials with these parts changed, sealed.
    ///
    /// - Throws: ``Problem`` 409 when the old ones do not open: what is not named cannot be kept then.
    func applied(to sealed: Bytes?, of id: EndpointID, _ box: SecretBox) throws -> Bytes {
        try Self.sealed(changed(Self.opened(sealed, of: id, box)), for: .endpointCredentials, of: id, box)
    }

    private func changed(_ old: EndpointCredentials) -> EndpointCredentials {
        var credentials = old
        credentials.accessToken = accessToken.applied(to: credentials.accessToken) ?? ""
        credentials.appSecrets = appSecrets.applied(to: credentials.appSecrets) ?? []
        credentials.verifyToken = verifyToken.applied(to: credentials.verifyToken) ?? ""
        credentials.accountID = accountID.applied(to: credentials.accountID)
        return credentials
    }

    private static func opened(_ sealed: Bytes?, of id: EndpointID, _ box: SecretBox) throws -> EndpointCredentials {
        guard let sealed else { return EndpointCredentials() }
        do {
            let clear = try box.open(sealed.array, for: .endpointCredentials, row: id.rawValue)
            return try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
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

    private static func sealed(
        _ credentials: EndpointCredentials,
        for purpose: SecretBox.Purpose,
        of id: EndpointID,
        _ box: SecretBox
    ) throws -> Bytes {
        Bytes(try box.seal(Array(try JSONEncoder().encode(credentials)), for: purpose, row: id.rawValue))
    }
}
