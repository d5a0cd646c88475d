/// What `api-spec/` promises, and whether answers and frames keep it.
package struct Contract: Sendable {
    /// The contract of this repository.
    package static let shared = Contract()

    /// What is wrong with an answer; empty when it is as promised.
    ///
    /// - Parameters:
    ///   - method: in capitals.
    ///   - path: as asked for, without the query.
    ///   - headers: by lowercased name.
    package func problems(
        method: String,
        path: String,
        status: Int,
        headers: [String: String],
        body: [UInt8]
    ) -> [String] {
        []
    }

    /// What is wrong with a frame; empty when it is as promised.
    ///
    /// - Parameters:
    ///   - address: the socket's path, such as `/ws`.
    ///   - isFromServer: who sent it.
    ///   - text: the whole frame.
    package func problems(ofFrameAt address: String, isFromServer: Bool, text: String) -> [String] {
        []
    }
}
