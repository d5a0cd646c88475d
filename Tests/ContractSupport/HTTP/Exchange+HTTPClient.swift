package import AsyncHTTPClient
import Foundation
package import NIOCore
import NIOHTTP1

extension Exchange {
    /// Asks a server and waits for the whole answer.
    package static func with(_ request: HTTPClientRequest, timeout: TimeAmount = .seconds(60)) async throws -> Exchange
    {
        let response = try await HTTPClient.shared.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: 16 << 20)
        return Exchange(
            method: request.method.rawValue,
            path: URL(string: request.url)?.path(percentEncoded: true) ?? request.url,
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" },
            body: Array(body.readableBytesView)
        )
    }
}
