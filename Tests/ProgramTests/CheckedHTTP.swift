import AsyncHTTPClient
import ContractSupport
import NIOCore
import Testing

/// Asks one of our own servers; notes at the test that asked where the answer is not as the contract promises.
///
/// - Returns: the status.
func ask(_ request: HTTPClientRequest, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Int {
    let answer = try await Exchange.with(request, timeout: .seconds(10))
    for problem in Contract.shared.problems(in: answer) {
        Issue.record("\(answer): \(problem)", sourceLocation: sourceLocation)
    }
    return answer.status
}
