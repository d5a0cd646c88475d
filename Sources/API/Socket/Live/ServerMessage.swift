import Domain
import Foundation
import NIOCore
import Store

/// A frame of the server as text: `{type, id?, seq?, cursor?, payload}`.
struct ServerMessage<Payload: Encodable>: Encodable {
    var type: String
    var id: String?
    var seq: Int64?
    var cursor: String?
    var payload: Payload

    /// Ready for the wire.
    ///
    /// - Throws: when the payload cannot be encoded, which says that a type of ours is wrong.
    func frame() throws -> ByteBuffer { ServerFrame.text(try JSONEncoder.contract.encode(self)) }
}

/// Nothing to say beside that it is so.
struct EmptyPayload: Encodable {}

/// What a client did wrong, in the words of the REST answers.
struct ErrorPayload: Encodable {
    var code: String
    var title: String
    var status: Int
    var detail: String?
    var errors: [Problem.FieldError]?
    var allowed: [String]?
    /// In seconds.
    var retryAfter: Int?

    init(_ problem: Problem) {
        code = problem.code
        title = problem.title
        status = problem.status
        detail = problem.detail
        errors = problem.errors.isEmpty ? nil : problem.errors
        allowed = problem.allowed
        retryAfter = problem.headers.first { $0.name == "Retry-After" }.flatMap { Int($0.value) }
    }
}

/// Events that are not to be had; read anew what you show.
struct GapPayload: Encodable {
    /// `slow_reader`, `other_generation`, `from_the_future`, `too_old`, `too_far`, `log`.
    var reason: String
    var subscription: String?
}

/// A subscription has begun.
struct SubscribedPayload: Encodable {
    var subscription: String
    /// The conversation as it is at the cursor, when it was asked for.
    var snapshot: ConversationDetail?
}

/// A message is stored and on its way.
struct AckPayload: Codable, Sendable {
    var messageId: MessageID?
    var deliveryId: DeliveryID?
}

/// Somebody writes: the guest, or somebody of the staff.
struct TypingPayload: Encodable {
    struct Colleague: Encodable {
        var id: StaffID?
        var name: String
    }

    var conversationId: ConversationID
    var author: Author
    /// Who of the staff it is.
    var staff: Colleague?
    var isTyping: Bool
}
