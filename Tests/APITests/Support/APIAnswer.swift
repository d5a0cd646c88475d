import ContractSupport
import Foundation

/// An answer of the server.
struct APIAnswer: Sendable {
    var status: Int
    /// By lowercased name.
    var headers: [String: String]
    var body: [UInt8]

    init(_ exchange: Exchange) {
        status = exchange.status
        headers = exchange.headers
        body = exchange.body
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a JSON object; empty when it is none.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
    }

    /// The problem's code.
    var code: String? { json["code"] as? String }
}
