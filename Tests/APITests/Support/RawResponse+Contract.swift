import ContractSupport
import Testing

extension RawResponse {
    /// Notes at the test that asked where this answer is not as the contract promises.
    func check(_ method: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let exchange = Exchange(
            method: method,
            path: String(path.prefix { $0 != "?" }),
            status: status,
            headers: headers,
            body: Array(body.utf8)
        )
        for problem in Contract.shared.problems(in: exchange) {
            Issue.record("\(exchange): \(problem)", sourceLocation: sourceLocation)
        }
    }
}
