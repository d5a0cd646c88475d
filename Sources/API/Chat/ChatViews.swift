import Domain
import Foundation
import Store

/// A conversation as guests read it.
struct ChatConversation: Encodable, Sendable, Hashable {
    /// Who has it in hand.
    enum Answerer: String, Encodable, Sendable { case assistant, person }
    /// Whether words still belong to it.
    enum State: String, Encodable, Sendable { case open, closed }

    var id: ConversationID
    var state: State
    var answeredBy: Answerer
    /// Whether the assistant is still with what the guest asked earlier, and comes to their last words then.
    var withEarlierQuestion: Bool

    init(_ view: GuestConversationView) {
        id = view.id
        state = view.isOpen ? .open : .closed
        answeredBy = view.isWithPeople ? .person : .assistant
        withEarlierQuestion = view.isWithEarlierQuestion
    }
}

/// A message as guests read it. Who of the staff wrote it is the hotel's business.
struct ChatMessage: Encodable, Sendable, Hashable {
    /// Who speaks, in a guest's terms.
    enum Speaker: String, Encodable, Sendable { case guest, assistant, person, hotel }

    var id: MessageID
    var conversationId: ConversationID
    var seq: Int
    var author: Speaker
    var text: String
    var createdAt: Date
    /// The id their page gave it; only the guest's own have one.
    var clientId: String?

    init(_ view: GuestMessageView) {
        id = view.id
        conversationId = view.conversation
        seq = view.seq
        author =
            switch view.author {
            case .guest: .guest
            case .ai: .assistant
            case .staff: .person
            case .system: .hotel
            }
        text = view.text
        createdAt = view.createdAt
        clientId = view.author == .guest ? view.providerMessageID.flatMap(ChatWords.clientID) : nil
    }
}

/// A piece of a guest's history.
struct ChatHistory: Encodable, Sendable, Hashable {
    var conversation: ChatConversation?
    var messages: [ChatMessage]
    /// What `after` takes to get what is new; absent while there is nothing.
    var cursor: String?
    /// Whether there is more than was asked for: newer with `after`, older without.
    var hasMore: Bool

    init(_ found: (conversation: GuestConversationView?, page: GuestHistoryPage)) {
        conversation = found.conversation.map(ChatConversation.init)
        messages = found.page.messages.map(ChatMessage.init)
        cursor = found.page.cursor.map(\.text)
        hasMore = found.page.hasMore
    }
}

extension GuestCursor {
    /// The longest ``text``, in characters.
    static let longest = 2048

    /// What guests' pages send back.
    var text: String {
        let positions = positions.map { "\($0.conversation.rawValue.base64URL).\($0.seq)" }
        return PageCursor([
            positions.joined(separator: ","), pending.map(\.rawValue.base64URL).joined(separator: ","),
        ]).text
    }

    /// The ``text`` of whoever was given nothing.
    static let start = "start"

    /// Reads ``text``; nil for anything else.
    init?(_ text: String) {
        if text == Self.start {
            self.init(positions: [])
            return
        }
        guard let parts = PageCursor(text, parts: 2)?.parts else { return nil }
        let pairs = parts[0].split(separator: ",")
        let positions = pairs.compactMap { pair -> Position? in
            let halves = pair.split(separator: ".", omittingEmptySubsequences: false)
            guard halves.count == 2, let id = UUID(base64URL: halves[0]), let seq = Int(halves[1]), seq >= 0 else {
                return nil
            }
            return Position(conversation: ConversationID(id), seq: seq)
        }
        let names = parts[1].split(separator: ",")
        let pending = names.compactMap { UUID(base64URL: $0).map { MessageID($0) } }
        guard positions.count == pairs.count, Set(positions.map(\.conversation)).count == pairs.count,
            pairs.count <= Self.mostConversations, pending.count == names.count, names.count <= Self.mostPending
        else { return nil }
        self.init(positions: positions, pending: pending)
    }
}
