import Domain
import Foundation
import NIOCore

/// The frames a guest's socket is sent.
enum ChatFrame {
    /// A message; `cursor` is where the history goes on once this and all before it are read.
    static func message(_ message: ChatMessage, cursor: String?) -> ByteBuffer? {
        encode(Frame(type: "message", cursor: cursor, payload: MessagePayload(message: message)))
    }

    /// The conversation, when it is another or another has it in hand.
    static func conversation(_ conversation: ChatConversation) -> ByteBuffer? {
        encode(Frame(type: "conversation_update", payload: ConversationPayload(conversation: conversation)))
    }

    /// The guest's words are stored.
    static func ack(_ id: String?, _ receipt: ChatWords.Receipt) -> ByteBuffer? {
        encode(Frame(type: "ack", id: id, payload: receipt))
    }

    /// What was asked cannot be done.
    static func error(_ id: String?, _ problem: Problem) -> ByteBuffer? {
        let retryAfter = problem.headers.first { $0.name == "Retry-After" }.flatMap { Int($0.value) }
        let payload = ErrorPayload(
            code: problem.code,
            title: problem.title,
            status: problem.status,
            detail: problem.detail,
            errors: problem.errors.isEmpty ? nil : problem.errors,
            retryAfter: retryAfter
        )
        return encode(Frame(type: "error", id: id, payload: payload))
    }

    /// The answer to a page's own ping.
    static func pong(_ id: String?) -> ByteBuffer? {
        encode(Frame(type: "pong", id: id, payload: Nothing()))
    }

    /// Somebody of the staff writes; who, is the hotel's business.
    static func typing() -> ByteBuffer? {
        encode(Frame(type: "typing", payload: Nothing()))
    }

    /// The last frame of a reader who is too slow: what is missing is behind the last cursor.
    static func gap() -> ByteBuffer? {
        encode(Frame(type: "gap", payload: GapPayload(reason: "slow_reader")))
    }

    private struct Frame<Payload: Encodable>: Encodable {
        var type: String
        var id: String?
        var cursor: String?
        var payload: Payload
    }

    private struct MessagePayload: Encodable { var message: ChatMessage }
    private struct ConversationPayload: Encodable { var conversation: ChatConversation }
    private struct GapPayload: Encodable { var reason: String }
    private struct Nothing: Encodable {}
    private struct ErrorPayload: Encodable {
        var code: String
        var title: String
        var status: Int
        var detail: String?
        var errors: [Problem.FieldError]?
        var retryAfter: Int?
    }

    /// Nil never happens: only strings and numbers are in it.
    private static func encode(_ frame: some Encodable) -> ByteBuffer? {
        (try? JSONEncoder.contract.encode(frame)).map { ServerFrame.text($0) }
    }
}
