import Domain
import Foundation
import NIOCore

/// The frames a guest's socket is sent.
enum ChatFrame {
    /// A message; `cursor` is where the history goes on once this and all before it are read.
    static func message(_ message: ChatMessage, cursor: String?) -> ByteBuffer? {
        encode("message", cursor: cursor, MessagePayload(message: message))
    }

    /// The conversation, when it is another or another has it in hand.
    static func conversation(_ conversation: ChatConversation) -> ByteBuffer? {
        encode("conversation_update", ConversationPayload(conversation: conversation))
    }

    /// The guest's words are stored.
    static func ack(_ id: String?, _ receipt: ChatWords.Receipt) -> ByteBuffer? {
        encode("ack", id: id, receipt)
    }

    /// What was asked cannot be done.
    static func error(_ id: String?, _ problem: Problem) -> ByteBuffer? {
        encode("error", id: id, ErrorPayload(problem))
    }

    /// The answer to a page's own ping.
    static func pong(_ id: String?) -> ByteBuffer? {
        encode("pong", id: id, EmptyPayload())
    }

    /// Somebody of the staff writes; who, is the hotel's business.
    static func typing() -> ByteBuffer? {
        encode("typing", EmptyPayload())
    }

    /// Words may be missing: of a reader who is too slow the last frame, what is missing is behind the last cursor; or
    /// what happens cannot be followed for now, and the history is to be read.
    static func gap(_ reason: GapReason) -> ByteBuffer? { encode("gap", GapPayload(reason: reason.rawValue)) }

    /// Why words may be missing.
    enum GapReason: String {
        case slowReader = "slow_reader"
        case log
    }

    private struct MessagePayload: Encodable { var message: ChatMessage }
    private struct ConversationPayload: Encodable { var conversation: ChatConversation }

    /// Nil never happens: only strings and numbers are in it.
    private static func encode(
        _ type: String,
        id: String? = nil,
        cursor: String? = nil,
        _ payload: some Encodable
    ) -> ByteBuffer? {
        try? ServerMessage(type: type, id: id, cursor: cursor, payload: payload).frame()
    }
}
