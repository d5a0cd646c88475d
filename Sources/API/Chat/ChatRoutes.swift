import Channels
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Postgres
import Routing
import Store

/// The guests' own routes: a session, its history, its words, and that they are typing.
struct ChatRoutes: Sendable {
    static let maxBodyBytes = 32 << 10

    let desk: ChatDesk
    /// Told that a guest is typing.
    let typing: @Sendable (PropertyID, ConversationID) -> Void

    func add(to router: Router<EdgeContext>) {
        on(router, .post, "/chat/v1/sessions") { try await open($0, $1) }
        on(router, .get, "/chat/v1/messages") { try await history($0, $1) }
        on(router, .post, "/chat/v1/messages") { try await send($0, $1) }
        on(router, .post, "/chat/v1/typing") { try await type($0, $1) }
        for path: RouterPath in ["/chat/v1/sessions", "/chat/v1/messages", "/chat/v1/typing"] {
            addPreflight(to: router, path)
        }
    }

    /// Adds a route. Strangers are counted, and pages that may hold a chat are told what went wrong.
    private func on(
        _ router: Router<EdgeContext>,
        _ method: HTTPRequest.Method,
        _ path: RouterPath,
        _ handler: @escaping @Sendable (Request, EdgeContext) async throws -> ChatReply
    ) {
        let desk = desk
        router.on(path, method: method) { request, context in
            try desk.countStranger(request, context)
            do {
                return try await handler(request, context).response
            } catch {
                var problem = Problem.from(error)
                // A foreign page that may hold some chat is told what went wrong; browsers hide it otherwise.
                if let origin = ChatOrigin(request, publicURL: desk.configuration.publicURL).foreign,
                    desk.router.allows(origin: origin, provider: WebChatChannel.providerName)
                {
                    problem.headers += ChatReply.crossOrigin(origin)
                }
                throw problem
            }
        }
    }

    /// Browsers ask first whether a foreign page may ask at all. Which chat it means they do not say, so any chat's
    /// pages may; the request itself is then held against its own chat's.
    private func addPreflight(to router: Router<EdgeContext>, _ path: RouterPath) {
        let desk = desk
        router.on(path, method: .options) { request, context in
            try desk.countStranger(request, context)
            guard let origin = ChatOrigin(request, publicURL: desk.configuration.publicURL).foreign,
                desk.router.allows(origin: origin, provider: WebChatChannel.providerName)
            else { throw Problem.originNotAllowed }
            var reply = ChatReply(reply: .noContent, headers: ChatReply.crossOrigin(origin))
            reply.headers += [
                ("Access-Control-Allow-Methods", "GET, POST"),
                ("Access-Control-Allow-Headers", "authorization, content-type"),
                ("Access-Control-Max-Age", "600"),
            ]
            return reply.response
        }
    }

    // MARK: - Routes

    private func open(_ request: Request, _ context: EdgeContext) async throws -> ChatReply {
        _ = try await query(request)
        var fields = try FieldReader(body: try await RequestBody.json(request, limit: Self.maxBodyBytes))
        let key = fields.string("endpointKey", 1...320)
        let name = fields.optionalString("name", 1...200)
        let language = fields.optionalString("language", 2...35)
        let code = language.flatMap(Self.languageCode)
        if language != nil, code == nil { fields.refuse("language", "must be a language tag, such as de or pt-BR") }
        try fields.finish()
        let endpoint = try desk.chat(key)
        let origin = try desk.admit(request, to: endpoint)
        let store = GuestSessionStore(desk.database.scope(of: endpoint.property))
        let token = ChatToken(at: endpoint.property)

        var status = 200
        var session = try await resumed(request, at: endpoint, under: token, by: store)
        if session == nil {
            try desk.countOpening(request, context)
            let newcomer = GuestSessionStore.Newcomer(name: name.map(IngestItem.storedText), language: code)
            let id = GuestSessionID(UUID.version7())
            guard try await store.open(id, at: endpoint.id, tokenHash: token.hash, newcomer: newcomer) else {
                throw Problem.notFound
            }
            session = try await store.session(tokenHash: token.hash)
            status = 201
        }
        guard let session else { throw Problem.notFound }
        let history = desk.history(of: session)
        let opened = OpenedChat(
            token: token.text,
            sessionId: session.id,
            expiresAt: session.expiresAt,
            hotel: .init(name: try await history.hotelName()),
            history: ChatHistory(try await history.page(of: session, after: nil, limit: 50))
        )
        var reply = ChatReply(
            reply: try .json(opened, status: status),
            headers: origin.map(ChatReply.crossOrigin) ?? []
        )
        let cookie = ChatCookie.header(
            token,
            for: key,
            // A page of ours within another's is in that other's view a foreigner as well.
            isForeign: origin != nil || (!endpoint.origins.isEmpty && desk.configuration.isSecure),
            isSecure: desk.configuration.isSecure
        )
        reply.headers.append(("Set-Cookie", cookie))
        return reply
    }

    /// The session a guest comes back to, now under a new token; nil when there is none to come back to.
    private func resumed(
        _ request: Request,
        at endpoint: EndpointDirectory.Entry,
        under token: ChatToken,
        by store: GuestSessionStore
    ) async throws -> GuestSession? {
        let guest: ChatDesk.Guest
        do {
            guest = try await desk.guest(of: request, for: endpoint.address, isWriting: true)
        } catch is AuthenticationFailure {
            return nil
        }
        // Counted first: a refusal must not have replaced the token.
        try desk.count(guest.session)
        return try await store.rotate(guest.token.hash, to: token.hash) ? guest.session : nil
    }

    private func history(_ request: Request, _ context: EdgeContext) async throws -> ChatReply {
        var query = QueryReader(request)
        let key = query.string("endpointKey", 1...320)
        let limit = query.limit(default: 50, atMost: 100)
        var cursor: GuestCursor?
        if let text = query.string("after", 1...GuestCursor.longest) {
            cursor = GuestCursor(text) ?? query.refuse("after", "must be a cursor of this chat")
        }
        try query.finish()
        let (guest, origin) = try await guest(request, key, isWriting: false)
        try desk.count(guest.session)
        let found = try await desk.history(of: guest.session).page(of: guest.session, after: cursor, limit: limit)
        return ChatReply(reply: try .json(ChatHistory(found)), headers: origin.map(ChatReply.crossOrigin) ?? [])
    }

    private func send(_ request: Request, _ context: EdgeContext) async throws -> ChatReply {
        let key = try await query(request)
        let (guest, origin) = try await guest(request, key, isWriting: true)
        try desk.count(guest.session)
        var fields = try FieldReader(body: try await RequestBody.json(request, limit: Self.maxBodyBytes))
        let words = ChatWords(reading: &fields)
        try fields.finish()
        try desk.count(words, of: guest)
        let receipt = try await words.send(
            of: guest.session,
            at: guest.endpoint,
            through: desk.router,
            history: desk.history(of: guest.session)
        )
        return ChatReply(
            reply: try .json(receipt, status: 202),
            headers: origin.map(ChatReply.crossOrigin) ?? []
        )
    }

    private func type(_ request: Request, _ context: EdgeContext) async throws -> ChatReply {
        let key = try await query(request)
        let (guest, origin) = try await guest(request, key, isWriting: true)
        try desk.count(guest.session)
        let body = try await RequestBody.json(request, limit: Self.maxBodyBytes)
        if !body.isEmpty { try FieldReader(body: body).finish() }
        if let conversation = try await desk.history(of: guest.session).conversation(of: guest.session),
            conversation.isOpen
        {
            typing(guest.session.property, conversation.id)
        }
        return ChatReply(reply: .noContent, headers: origin.map(ChatReply.crossOrigin) ?? [])
    }

    // MARK: - Parts

    private func query(_ request: Request) async throws -> String? {
        var query = QueryReader(request)
        let key = query.string("endpointKey", 1...320)
        try query.finish()
        return key
    }

    private func guest(
        _ request: Request,
        _ key: String?,
        isWriting: Bool
    ) async throws -> (ChatDesk.Guest, origin: String?) {
        let guest = try await desk.guest(of: request, for: key, isWriting: isWriting)
        return (guest, try desk.admit(request, to: guest.endpoint))
    }

    /// The language of a tag, without the region: that is what hotels write their knowledge in.
    private static func languageCode(_ tag: String) -> String? {
        guard let code = tag.split(separator: "-").first?.lowercased(), (2...3).contains(code.utf8.count),
            tag.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }),
            code.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return nil }
        return code
    }
}

/// A chat that was opened or taken up again.
private struct OpenedChat: Encodable {
    struct Hotel: Encodable {
        var name: String
    }

    var token: String
    var sessionId: GuestSessionID
    var expiresAt: Date
    var hotel: Hotel
    var history: ChatHistory

    private enum CodingKeys: String, CodingKey {
        case token, sessionId, expiresAt, hotel
    }

    func encode(to encoder: any Encoder) throws {
        try history.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(token, forKey: .token)
        try container.encode(sessionId, forKey: .sessionId)
        try container.encode(expiresAt, forKey: .expiresAt)
        try container.encode(hotel, forKey: .hotel)
    }
}

/// An answer with what browsers want to be told beside it.
struct ChatReply: Sendable {
    var reply: Reply
    var headers: [(name: String, value: String)] = []

    var response: Response {
        var response = reply.response
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers.append(HTTPField(name: name, value: value)) }
        }
        return response
    }

    /// Lets a foreign page read the answer.
    static func crossOrigin(_ origin: String) -> [(name: String, value: String)] {
        [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"), ("Vary", "Origin"),
        ]
    }
}
