import Domain
import StrictJSON

/// What a client of `/ws` asks, read strictly: unknown fields and types are refused with what is wrong with them.
struct ClientFrame {
    /// Which conversations a subscription is about.
    enum Scope: Hashable {
        case conversation(ConversationID)
        case filter(LiveFilter)
        case everything
    }

    enum Request {
        case subscribe(Scope, cursor: String?, wantsSnapshot: Bool)
        /// By the subscription's name.
        case unsubscribe(String)
        case sendMessage(ConversationID, content: String, channel: ChannelKind?)
        case typing(ConversationID, isTyping: Bool)
        case resume(cursor: String)
        case ping
    }

    private enum Kind: String, CaseIterable {
        case subscribe, unsubscribe, typing, resume, ping
        case sendMessage = "send_message"
    }

    /// What the client calls this frame; the answer bears it.
    let id: String?
    let request: Request

    /// The frame's own word, as far as it can be found in a frame that is refused.
    static func id(in bytes: [UInt8]) -> String? {
        guard let root = try? JSONDocument(bytes).root, let id = root["id"]?.string, isName(id) else { return nil }
        return id
    }

    /// Reads a frame.
    ///
    /// - Throws: ``Problem``.
    init(_ bytes: [UInt8]) throws {
        var frame = try FieldReader(body: bytes)
        let kind = frame.word("type", or: Kind.ping)
        let id = frame.optionalString("id", 1...128)
        let members: [JSONValue.Member]
        switch frame.optionalValue("payload")?.content {
        case .object(let fields): members = fields
        case .none, .null: members = []
        default:
            frame.refuse("payload", "must be an object")
            members = []
        }
        try frame.finish()
        self.id = id
        var payload = FieldReader(members: members, pointer: "/payload")
        request = try Self.request(kind, &payload, id: id)
    }

    private static func request(_ kind: Kind, _ payload: inout FieldReader, id: String?) throws -> Request {
        let request: Request
        switch kind {
        case .subscribe: request = subscription(&payload)
        case .unsubscribe: request = .unsubscribe(payload.string("subscription", 1...128))
        case .sendMessage:
            if id == nil {
                payload.refuse("id", "must be given beside the payload: it makes the message one of a kind")
            }
            request = .sendMessage(
                payload.id("conversationId", as: ConversationID.self),
                content: payload.string("content", 1...4096),
                channel: payload.optionalWord("channel")
            )
        case .typing:
            request = .typing(
                payload.id("conversationId", as: ConversationID.self),
                isTyping: payload.optionalBoolean("isTyping") ?? true
            )
        case .resume: request = .resume(cursor: payload.string("cursor", 1...4096))
        case .ping: request = .ping
        }
        try payload.finish()
        return request
    }

    private static func subscription(_ payload: inout FieldReader) -> Request {
        let conversation = payload.optionalID("conversationId", as: ConversationID.self)
        let all = payload.optionalBoolean("all") ?? false
        var filter: LiveFilter?
        if let value = payload.optionalValue("filter") {
            if case .object(let members) = value.content {
                var fields = FieldReader(members: members, pointer: "/payload/filter")
                filter = LiveFilter(&fields)
                do {
                    try fields.finish()
                } catch {
                    payload.refuse(
                        "filter",
                        (error as? Problem)?.errors.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
                            ?? "is wrong"
                    )
                }
            } else {
                payload.refuse("filter", "must be an object")
            }
        }
        let wantsSnapshot = payload.optionalBoolean("snapshot") ?? false
        let cursor = payload.optionalString("cursor", 1...4096)
        let given = [conversation != nil, all, filter != nil].filter { $0 }.count
        if given != 1 { payload.refuse("conversationId", "or filter or all: exactly one must be given") }
        if wantsSnapshot, conversation == nil { payload.refuse("snapshot", "is of one conversation") }
        if wantsSnapshot, cursor != nil { payload.refuse("cursor", "cannot be combined with snapshot") }
        let scope: Scope =
            if let conversation { .conversation(conversation) } else if let filter { .filter(filter) } else {
                .everything
            }
        return .subscribe(scope, cursor: cursor, wantsSnapshot: wantsSnapshot)
    }

    private static func isName(_ id: String) -> Bool { (1...128).contains(id.unicodeScalars.count) }
}

/// Conversations by what they are now.
struct LiveFilter: Hashable, Sendable {
    /// Whose conversations.
    enum Assignee: Hashable, Sendable {
        case staff(StaffID)
        case nobody
        /// Whoever asks.
        case me
    }

    var states: Set<ConversationState> = []
    var channels: Set<ChannelKind> = []
    var assignee: Assignee?

    /// Reads `{state?, channel?, assignedTo?}`; words or lists of words.
    init(_ fields: inout FieldReader) {
        states = Self.words("state", &fields)
        channels = Self.words("channel", &fields)
        switch fields.optionalString("assignedTo", 1...36) {
        case .none: break
        case "me": assignee = .me
        case "none": assignee = .nobody
        case .some(let text):
            if let id = StaffID(text) {
                assignee = .staff(id)
            } else {
                fields.refuse("assignedTo", "must be a UUID, me or none")
            }
        }
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ name: String,
        _ fields: inout FieldReader
    ) -> Set<Word> {
        guard let value = fields.optionalValue(name) else { return [] }
        let texts = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
        let words = texts.compactMap { Word(rawValue: $0) }
        guard !words.isEmpty, words.count == texts.count, texts.count == value.array?.count ?? 1 else {
            fields.refuse(name, "must be one or several of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            return []
        }
        return Set(words)
    }

    /// Whether a conversation is one of these.
    func matches(_ state: ConversationState, _ channel: ChannelKind, _ assigned: StaffID?, asker: StaffID?) -> Bool {
        guard states.isEmpty || states.contains(state), channels.isEmpty || channels.contains(channel) else {
            return false
        }
        switch assignee {
        case .none: return true
        case .nobody: return assigned == nil
        case .me: return assigned != nil && assigned == asker
        case .staff(let id): return assigned == id
        }
    }

    /// Whether a conversation that was in a state may have been one of these, whosever it was.
    func mayHaveMatched(_ state: ConversationState, _ channel: ChannelKind) -> Bool {
        (states.isEmpty || states.contains(state)) && (channels.isEmpty || channels.contains(channel))
    }
}
