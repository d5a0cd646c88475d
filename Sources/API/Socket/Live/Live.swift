import Domain
import Hummingbird
import Logging
import Sessions
import Store

/// Sockets of staff: who may open one, and what happens to it when what they may do changes.
final class Live: Sendable {
    private let live: LiveServices
    private let addresses: ClientAddress
    private let feeds: LiveFeeds
    /// How often everybody who is connected is looked at again: sessions also end by themselves.
    private let sweepInterval: Duration

    init(_ live: LiveServices, addresses: ClientAddress, sweepInterval: Duration = .seconds(30)) {
        self.live = live
        self.addresses = addresses
        self.sweepInterval = sweepInterval
        feeds = LiveFeeds(publisher: live.events, logger: live.logger)
    }

    /// Adds `/ws`.
    func add(to router: Router<EdgeContext>, sockets: SocketServer) {
        router.get("/ws") { request, context in
            let address = self.addresses.countedBucket(of: request, context)
            let (principal, handshake) = try await self.admit(
                request,
                from: address,
                origins: sockets.configuration.allowedOrigins
            )
            let feed = try await self.feeds.feed(principal.property)
            let work = LiveWork(self.live)
            // Services open sockets for many; people, one for each page they look at.
            let caller = principal.staff == nil ? nil : principal.key
            let token = handshake.token
            return try sockets.accept(handshake, caller: caller, address: address, context: context) { _ in
                LiveSession(principal, feed: feed, work: work, configuration: sockets.configuration) {
                    await self.confirm(principal, token)
                }
            }
        }
    }

    /// By a ticket in the address, which is worth nothing once it was used, or by a token in a header. Addresses are
    /// logged and kept in histories: a token has no place there.
    private func admit(
        _ request: Request,
        from address: String?,
        origins: Set<String>?
    ) async throws -> (Principal, SocketHandshake) {
        var query = QueryReader(request)
        let ticket = query.string("ticket")
        guard let token = SocketHandshake.token(of: request) else {
            try query.finish()
            guard let ticket else { throw AuthenticationFailure.missing }
            // Only a request that can become a socket uses it up.
            let handshake = try SocketHandshake(request, origins: origins)
            do {
                return (try Self.reading(try await live.sessions.redeem(ticket: ticket, from: address)), handshake)
            } catch let failure as TokenFailure {
                throw AuthenticationFailure(failure)
            }
        }
        let principal = try Self.reading(try await live.services.authentication.principal(bearer: token, from: address))
        try query.finish()
        guard ticket == nil else {
            throw Problem(400, "two_credentials", "Two credentials", detail: "Give a ticket or a token.")
        }
        return (principal, try SocketHandshake(request, origins: origins))
    }

    private static func reading(_ principal: Principal) throws -> Principal {
        guard principal.may(.readConversations) else { throw Problem.forbidden(.readConversations) }
        return principal
    }

    /// Tells those who follow a conversation on this node that its guest writes.
    func guestTypes(_ property: PropertyID, _ conversation: ConversationID) {
        guard let feed = feeds.watched(property) else { return }
        let payload = TypingPayload(conversationId: conversation, author: .guest, isTyping: true)
        do {
            let frame = try ServerMessage(type: "typing", payload: payload).frame()
            feed.relay(frame, in: conversation, but: nil)
        } catch {
            live.logger.error("a frame could not be encoded", metadata: ["error": "\(error)", "type": "typing"])
        }
    }

    /// What is taken back from now on; for ``run(following:)``.
    func authorityChanges() -> AsyncStream<AuthorityChange> { live.sessions.authorityChanges() }

    /// Watches over who may what until the task is cancelled.
    ///
    /// - Parameter changes: begun before the first socket was let in, or what was taken back meanwhile is missed.
    func run(following changes: AsyncStream<AuthorityChange>) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    // Ends early only when cancelled.
                    try? await Task.sleep(for: self.sweepInterval)
                    await self.sweep()
                }
            }
            for await change in changes {
                switch change.kind {
                case .ended: close(change.subject)
                // Asking takes as long as the database takes: whoever is let go meanwhile does not wait for it.
                case .roleChanged: group.addTask { await self.applyRole(of: change.subject) }
                }
            }
            group.cancelAll()
        }
    }

    /// Looks once more at somebody whose socket has just been registered: what was taken back after the sign-in was
    /// believed and before that was told to those who were registered then, and will not be told again.
    private func confirm(_ principal: Principal, _ token: String?) async {
        if let token {
            do {
                _ = try await live.services.authentication.principal(bearer: token, from: nil)
                return
            } catch {
                // Why it is believed no more is for the database to say.
                live.logger.debug("a socket's token is good no more", metadata: ["error": "\(error)"])
            }
        }
        await look(at: principal.identity.subject) {
            try await self.live.sessions.currentPrincipal(of: principal.identity)
        }
    }

    private func applyRole(of subject: AuthorityChange.Subject) async {
        guard case .session(let id) = subject else { return close(subject) }
        await look(at: subject) { try await self.live.sessions.currentPrincipal(of: id) }
    }

    private func close(_ subject: AuthorityChange.Subject) {
        for feed in feeds.all {
            feed.everywhere { session in if session.identity.subject == subject { session.end(.signedOut) } }
        }
    }

    /// Asks who somebody is now, and tells their sockets. Who cannot be asked about may do nothing.
    private func look(at subject: AuthorityChange.Subject, _ ask: () async throws -> Principal?) async {
        let now: Principal?
        do {
            now = try await ask()
        } catch {
            live.logger.warning("a role could not be read: the sockets are closed", metadata: ["error": "\(error)"])
            for feed in feeds.all {
                feed.everywhere { session in if session.identity.subject == subject { session.end(.tryLater) } }
            }
            return
        }
        for feed in feeds.all {
            feed.everywhere { session in if session.identity.subject == subject { session.changed(to: now) } }
        }
    }

    private func identities() async -> [Principal.Identity] {
        var all: [AuthorityChange.Subject: Principal.Identity] = [:]
        for feed in feeds.all {
            for identity in await feed.identities() { all[identity.subject] = identity }
        }
        return Array(all.values)
    }

    /// Looks at everybody who is connected, each once.
    private func sweep() async {
        for identity in await identities() {
            do {
                let now = try await live.sessions.currentPrincipal(of: identity)
                for feed in feeds.all {
                    feed.everywhere { session in
                        if session.identity.subject == identity.subject { session.changed(to: now) }
                    }
                }
            } catch {
                // While the database is away nobody is signed out for it; what was taken back is told by the board.
                return live.logger.debug("who is connected cannot be looked at", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension Principal.Identity {
    /// Whom a change of authority is about.
    var subject: AuthorityChange.Subject {
        switch self {
        case .staff(_, let session, _): .session(session)
        case .service(let key): .key(key)
        }
    }

    /// Rises with each change of what somebody may do; what keys may do does not change.
    var generation: Int {
        switch self {
        case .staff(_, _, let generation): generation
        case .service: 0
        }
    }
}
