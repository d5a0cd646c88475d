import AsyncHTTPClient
import ContractSupport
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// Asks one of our own servers; notes at the test that asked where the answer is not as the contract promises.
///
/// - Returns: the status.
func ask(_ request: HTTPClientRequest, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Int {
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
    let body = try await response.body.collect(upTo: 16 << 20)
    let status = Int(response.status.code)
    let path = URL(string: request.url)?.path ?? request.url
    for problem in Contract.shared.problems(
        method: request.method.rawValue,
        path: path,
        status: status,
        headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" },
        body: Array(body.readableBytesView)
    ) {
        Issue.record("\(request.method) \(path) → \(status): \(problem)", sourceLocation: sourceLocation)
    }
    return status
}
