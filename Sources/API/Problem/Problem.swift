package import Foundation

/// An answer that says what went wrong (RFC 9457). Thrown by whoever handles a request, written in one place.
package struct Problem: Error, Sendable {
    /// One thing wrong with what was sent.
    package struct FieldError: Sendable, Hashable, Codable {
        /// Where, as a JSON pointer; empty for the whole.
        package var pointer: String
        /// What is wrong there.
        package var detail: String

        /// Names both.
        package init(pointer: String, detail: String) {
            self.pointer = pointer
            self.detail = detail
        }
    }

    /// The HTTP status.
    package var status: Int
    /// A word for programs; it never changes its meaning.
    package var code: String
    /// The kind of problem, for people.
    package var title: String
    /// This case of it, for people.
    package var detail: String?
    /// What is wrong with the parts of what was sent.
    package var errors: [FieldError]
    /// The names of failing checks; only `/readyz` has them.
    package var failing: [String]?
    /// What may be done instead; only a refused change of a conversation has it.
    package var allowed: [String]?
    /// Headers the answer needs, such as `Allow` or `Retry-After`.
    package var headers: [(name: String, value: String)]
    /// What made it happen, for the log and never for the client.
    package var cause: (any Error)?

    /// Names every part.
    package init(
        _ status: Int,
        _ code: String,
        _ title: String,
        detail: String? = nil,
        errors: [FieldError] = [],
        failing: [String]? = nil,
        allowed: [String]? = nil,
        headers: [(name: String, value: String)] = [],
        cause: (any Error)? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.errors = errors
        self.failing = failing
        self.allowed = allowed
        self.headers = headers
        self.cause = cause
    }

    /// The media type of ``json(requestID:)``.
    package static let contentType = "application/problem+json"

    /// The body, with keys in alphabetical order.
    package func json(requestID: String) -> Data {
        let body = Body(
            title: title,
            status: status,
            code: code,
            detail: detail,
            requestId: requestID,
            errors: errors.isEmpty ? nil : errors,
            failing: failing,
            allowed: allowed
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only strings and whole numbers are in it: encoding cannot fail, and an answer is owed whatever happens.
        return (try? encoder.encode(body)) ?? Data(#"{"status":\#(status),"code":"\#(code)"}"#.utf8)
    }

    private struct Body: Encodable {
        var type = "about:blank"
        var title: String
        var status: Int
        var code: String
        var detail: String?
        var requestId: String
        var errors: [FieldError]?
        var failing: [String]?
        var allowed: [String]?
    }
}

extension Problem {
    /// There is nothing at this address.
    package static var notFound: Problem { Problem(404, "not_found", "Not found") }

    /// The address exists, for other methods.
    package static func methodNotAllowed(_ allowed: [String]) -> Problem {
        Problem(405, "method_not_allowed", "Method not allowed", headers: [("Allow", allowed.joined(separator: ", "))])
    }

    /// The body is larger than we take.
    package static func tooLarge(limit: Int) -> Problem {
        Problem(413, "body_too_large", "Body too large", detail: "At most \(limit) bytes are taken.")
    }

    /// The body ended before its announced length.
    package static var incomplete: Problem {
        Problem(400, "body_incomplete", "Body incomplete", detail: "The body is shorter than its Content-Length.")
    }

    /// Something failed on our side; what, is in the log under the request's id.
    package static func `internal`(_ cause: any Error) -> Problem {
        Problem(500, "internal_error", "Internal error", cause: cause)
    }

    /// What a status says that a framework chose.
    static func status(_ status: Int, phrase: String) -> Problem {
        switch status {
        case 404: .notFound
        case 500: Problem(500, "internal_error", "Internal error")
        default: Problem(status, phrase.lowercased().replacing(" ", with: "_"), phrase)
        }
    }
}
