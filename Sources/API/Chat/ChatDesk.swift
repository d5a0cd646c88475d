import Channels
import Domain
import HTTPTypes
import Hummingbird
import Routing
import Sessions
import Store

/// What the chat's routes and sockets stand on: who the guest is, from which page, and how much they may ask.
struct ChatDesk: Sendable {
    let router: MessageRouter
    let database: Database
    let configuration: ChatConfiguration
    let addresses: ClientAddress
    private let opens: StrangerLimits
    private let messages: CallerLimits
    private let requests: CallerLimits
    private let requestsPerAddress: StrangerLimits

    init(router: MessageRouter, database: Database, configuration: ChatConfiguration) {
        self.router = router
        self.database = database
        self.configuration = configuration
        addresses = ClientAddress(trusted: configuration.trustedProxies)
        opens = StrangerLimits(
            CallerLimits(configuration.opens, of: "chat_opens"),
            localCallers: configuration.localCallers,
            block: configuration.block
        )
        messages = CallerLimits(configuration.messages, of: "chat_messages")
        requests = CallerLimits(configuration.requests, of: "chat_requests")
        requestsPerAddress = StrangerLimits(
            CallerLimits(configuration.requestsPerAddress, of: "chat_addresses"),
            localCallers: configuration.localCallers,
            block: configuration.block
        )
    }

    /// A guest whose token is good, at an endpoint there is.
    struct Guest: Sendable {
        let token: ChatToken
        let session: GuestSession
        let endpoint: EndpointDirectory.Entry
    }

    /// The chat of this key, as this node knows it.
    ///
    /// - Throws: ``Problem`` 404 when there is none, or it is closed.
    func chat(_ key: String) throws -> EndpointDirectory.Entry {
        guard let entry = router.knownEndpoint(provider: WebChatChannel.providerName, address: key), entry.isEnabled
        else {
            throw Problem.notFound
        }
        return entry
    }

    /// Lets a page of ours, or one that the hotel named, go on.
    ///
    /// - Returns: the page's origin when it is not ours.
    /// - Throws: ``Problem`` 403 for anybody else's page.
    func admit(_ request: Request, to endpoint: EndpointDirectory.Entry) throws -> String? {
        let origin = ChatOrigin(request, publicURL: configuration.publicURL).foreign
        guard let origin else { return nil }
        guard endpoint.origins.contains(origin) else { throw Problem.originNotAllowed }
        return origin
    }

    /// Counts one request of a stranger.
    ///
    /// - Throws: ``Problem`` 429.
    func countStranger(_ request: Request, _ context: EdgeContext) throws {
        try allow(requestsPerAddress.take(addresses.countedBucket(of: request, context)))
    }

    /// Counts one new chat.
    ///
    /// - Throws: ``Problem`` 429.
    func countOpening(_ request: Request, _ context: EdgeContext) throws {
        try allow(opens.take(addresses.countedBucket(of: request, context)))
    }

    /// Counts one request of a guest.
    ///
    /// - Throws: ``Problem`` 429.
    func count(_ session: GuestSession) throws {
        try allow(requests.take(session.id.description))
    }

    /// Counts a guest's words, beside the request they came by. Whoever is in danger is over no such limit.
    ///
    /// - Throws: ``Problem`` 429.
    func count(_ words: ChatWords, of guest: Guest) throws {
        let standing = messages.take(guest.session.id.description)
        if standing.wait != nil, router.hearsDanger(in: words.text, at: guest.endpoint) { return }
        try allow(standing)
    }

    /// Who asks: by the token the request names, and when that is good here no more, by the chat's cookie. A page may
    /// hold a token that another page of the same chat has replaced since; the browser was given the newer one. Where
    /// the request does not say which chat it means, the token it names says at which hotel; words are then not said at
    /// all, for the hotel may have another chat and the cookie be that one's.
    ///
    /// - Parameters:
    ///   - bearer: the token the request names, wherever it does.
    ///   - key: which chat the request means, if it says.
    ///   - isWriting: whether the guest may say something by it.
    /// - Throws: ``AuthenticationFailure`` without a good token, ``Problem`` 400 when there are only cookies, of several
    ///   chats, and the request does not say which it means.
    func guest(of request: Request, bearer: String?, for key: String?, isWriting: Bool) async throws -> Guest {
        guard let bearer else {
            guard let cookie = try cookie(of: request, for: key) else { throw AuthenticationFailure.missing }
            return try await guest(naming: cookie, for: key)
        }
        do {
            return try await guest(naming: bearer, for: key)
        } catch let failure as AuthenticationFailure {
            // What is wrong is said of the token that was named.
            guard let cookie = try? cookie(of: request, for: key),
                key != nil || !isWriting && Self.areOfOneHotel(bearer, cookie)
            else { throw failure }
            do {
                return try await guest(naming: cookie, for: key)
            } catch is AuthenticationFailure {
                throw failure
            }
        }
    }

    /// Who asks, by `Authorization` or cookie.
    func guest(of request: Request, for key: String?, isWriting: Bool) async throws -> Guest {
        try await guest(of: request, bearer: BearerToken.of(request), for: key, isWriting: isWriting)
    }

    private func guest(naming text: String, for key: String?) async throws -> Guest {
        guard let token = ChatToken(text) else { throw AuthenticationFailure.invalid }
        guard let guest = try await guest(of: token) else { throw AuthenticationFailure.expired }
        guard key == nil || guest.endpoint.address == key else { throw AuthenticationFailure.invalid }
        return guest
    }

    /// Whether both are tokens, of chats of one hotel.
    private static func areOfOneHotel(_ one: String, _ other: String) -> Bool {
        guard let one = ChatToken(one), let other = ChatToken(other) else { return false }
        return one.property == other.property
    }

    /// The chat's own cookie; without a key the only one there is.
    private func cookie(of request: Request, for key: String?) throws -> String? {
        let cookies = ChatCookie.tokens(of: request)
        if let key { return cookies[ChatCookie.name(for: key)] }
        guard cookies.count <= 1 else {
            throw Problem(
                400,
                "ambiguous_session",
                "Ambiguous session",
                detail: "There are cookies of several chats; say which is meant by endpointKey."
            )
        }
        return cookies.values.first
    }

    /// Whose token it is; nil when it is not good.
    func guest(of token: ChatToken) async throws -> Guest? {
        let store = GuestSessionStore(database.scope(of: token.property))
        guard let session = try await store.session(tokenHash: token.hash) else { return nil }
        guard let endpoint = try await router.endpoint(session.endpoint) else { return nil }
        return Guest(token: token, session: session, endpoint: endpoint)
    }

    /// The history of a guest.
    func history(of session: GuestSession) -> GuestHistoryStore {
        GuestHistoryStore(database.scope(of: session.property))
    }

    private func allow(_ standing: CallerLimits.Standing) throws {
        if let block = standing.begins { router.note(block) }
        if let wait = standing.wait { throw Problem.tooMany(wait, limit: standing.limit) }
    }
}

extension Problem {
    /// The page that asks is not one of the hotel's.
    static var originNotAllowed: Problem {
        Problem(403, "origin_not_allowed", "Origin not allowed", detail: "This page may not hold the chat.")
    }
}
