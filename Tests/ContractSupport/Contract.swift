package import Foundation

/// What `api-spec/` promises, and whether answers and frames keep it.
package struct Contract: Sendable {
    /// What is promised over HTTP.
    package let http: OpenAPI
    /// What is promised over sockets.
    package let frames: AsyncAPI
    /// Why a document could not be read: the first problem of every answer then.
    private let failure: String?

    /// The contract of this repository.
    package static let shared = Contract(folder: Self.folder)

    /// Where the documents of this repository are.
    package static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "api-spec")

    /// Reads two documents.
    package init(openAPI: String, asyncAPI: String) throws {
        http = OpenAPI(try Document(yaml: openAPI))
        frames = AsyncAPI(try Document(yaml: asyncAPI))
        failure = nil
    }

    private init(folder: URL) {
        do {
            try self.init(
                openAPI: String(contentsOf: folder.appending(path: "openapi.yaml"), encoding: .utf8),
                asyncAPI: String(contentsOf: folder.appending(path: "asyncapi.yaml"), encoding: .utf8)
            )
        } catch {
            self.init(failure: "the contract cannot be read: \(error)")
        }
    }

    private init(failure: String) {
        http = OpenAPI(.null)
        frames = AsyncAPI(.null)
        self.failure = failure
    }

    /// What is wrong with an answer; empty when it is as promised.
    package func problems(in exchange: Exchange) -> [String] {
        if let failure { return [failure] }
        return ExchangeCheck(specification: http).problems(exchange)
    }

    /// What is wrong with a frame; empty when it is as promised.
    ///
    /// - Parameters:
    ///   - address: the socket's path, such as `/ws`.
    ///   - isFromServer: who sent it.
    ///   - text: the whole frame.
    package func problems(ofFrameAt address: String, isFromServer: Bool, text: String) -> [String] {
        if let failure { return [failure] }
        return frames.problems(ofFrameAt: address, isFromServer: isFromServer, text: text)
    }

    /// What is careless in the two documents; empty when nothing is.
    package func carelessness() -> [String] {
        if let failure { return [failure] }
        return OpenAPILint(specification: http).problems() + AsyncAPILint(specification: frames).problems()
    }
}
