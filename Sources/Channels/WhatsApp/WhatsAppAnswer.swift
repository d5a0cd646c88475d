import Domain
import StrictJSON

/// What the Cloud API answered to a send, and what that means.
struct WhatsAppAnswer {
    var status: Int
    var retryAfter: Duration?
    var body: [UInt8]

    /// Decides on the integer code where there is one, else on the HTTP status.
    var outcome: SendOutcome {
        let root = try? JSONDocument(body).root
        let error = root?["error"]
        if let code = error?["code"]?.integer, let failureClass = WhatsAppErrorTable.class(of: code) {
            return .refused(failure(failureClass, code: String(code), error))
        }
        if (200..<300).contains(status), error == nil {
            // Meta takes a message and names it in one breath; an answer without a name proves nothing.
            guard let id = root?["messages"]?.array?.first?["id"]?.nonEmptyString else {
                return .unknown(detail: "HTTP \(status) without a message id")
            }
            return .accepted(providerMessageID: id)
        }
        guard let failureClass = classByStatus(spokenByGraph: error != nil) else {
            return .unknown(detail: "HTTP \(status) from something on the way")
        }
        let code = error?["code"]?.integer.map(String.init) ?? "http_\(status)"
        return .refused(failure(failureClass, code: code, error))
    }

    /// The class of an answer whose code says nothing to us; nil when it does not prove that nothing was sent.
    private func classByStatus(spokenByGraph: Bool) -> SendFailure.Class? {
        switch status {
        case 429: .throttledEndpoint
        case 401, 403, 404: .account
        case 408: .transient
        case 400..<500: .content
        // Busy is said before any work is done; other failures of a gateway may come after it.
        case 503 where !body.isEmpty: .transient
        case 500..<600: spokenByGraph ? .transient : nil
        case 300..<400: .permanent
        default: nil
        }
    }

    private func failure(_ failureClass: SendFailure.Class, code: String, _ error: JSONValue?) -> SendFailure {
        let words = [error?["message"]?.string, error?["error_data"]?["details"]?.string, trace(error)]
        let detail = words.compactMap(\.self).joined(separator: " · ")
        let wait = retryAfter ?? (failureClass == .throttledRecipient ? WhatsAppErrorTable.recipientPause : nil)
        return SendFailure(
            class: failureClass,
            code: code,
            detail: detail.isEmpty ? "HTTP \(status)" : String(detail.prefix(1000)),
            retryAfter: wait
        )
    }

    private func trace(_ error: JSONValue?) -> String? {
        error?["fbtrace_id"]?.string.map { "trace \($0)" }
    }
}
