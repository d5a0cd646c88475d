import Channels
import Domain
import Foundation
import Postgres
import Store

/// Opens the credentials of endpoints.
struct EndpointOpener {
    let box: SecretBox

    /// An endpoint's credentials; nil when it has none.
    func open(_ record: EndpointRecord) throws -> EndpointCredentials? {
        guard let sealed = record.sealedCredentials else { return nil }
        let clear = try box.open(sealed.array, for: record.purpose, row: record.id.rawValue)
        return try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
    }
}
