import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1

/// Signs webhooks and brings them to Concierge.
struct WebhookDelivery: Sendable {
    /// What Concierge answered; status 0 when it could not be reached.
    struct Answer: Sendable, Encodable {
        var status: Int
        var body: String

        var isTaken: Bool { (200..<300).contains(status) }
    }

    let client: HTTPClient
    let url: String
    let appSecret: String

    /// Brings a body once.
    func deliver(_ body: [UInt8]) async -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "x-hub-signature-256", value: signature(of: body))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(request, timeout: .seconds(20))
            let answer = try await response.body.collect(upTo: 1 << 20)
            return Answer(status: Int(response.status.code), body: String(buffer: answer))
        } catch {
            return Answer(status: 0, body: "not reached: \(error)")
        }
    }

    private func signature(of body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(appSecret.utf8)))
        let digits = code.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "sha256=" + digits.joined()
    }
}
