import ContractSupport
import Testing

extension RawResponse {
    /// Notes at the test that asked where this answer is not as the contract promises.
    func check(_ method: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = String(path.prefix { $0 != "?" })
        for problem in Contract.shared.problems(
            method: method,
            path: path,
            status: status,
            headers: headers,
            body: Array(body.utf8)
        ) {
            Issue.record("\(method) \(path) → \(status): \(problem)", sourceLocation: sourceLocation)
        }
    }
}
