import Conversations
import Domain
import Events
import Foundation
import Logging
import Postgres
import Sessions
import Store

/// What a session of `/ws` has done for it away from its event loop.
struct LiveWork: Sendable {
    /// Where a subscription begins.
    enum Start: Sendable {
        /// With what happens next.
        case now
        /// Behind a cursor.
        case after(EventCursor)
        /// With the conversation as it is, and what happens after that.
        case snapshot
    }

    /// Where it has begun.
    struct Beginning: Sendable {
        /// Nil begins wherever the event loop is.
        var cursor: EventCursor?
        var snapshot: ConversationDetail?
        /// Why the cursor that was given could not be taken.
        var gap: EventCursorError?
    }

    /// Some events of the past.
    struct Page: Sendable {
        var frames: [LiveFrame]
        var next: EventCursor
        var hasMore: Bool
        /// Whether some could not be encoded.
        var isIncomplete = false
    }

    /// Keeps a page well below what may wait for a reader.
    private static let pageSize = 200

    private let live: LiveServices

    init(_ live: LiveServices) {
        self.live = live
    }

    var logger: Logger { live.logger }

    /// Counts what reaches others like a request.
    func count(_ principal: Principal) -> CallerLimits.Standing { live.services.count(principal) }

    /// Tells a conversation's guest that somebody writes.
    func tellGuest(_ property: PropertyID, _ conversation: ConversationID) {
        live.staffTypes(property, conversation)
    }

    /// Says a staff word, once for every frame id.
    func send(
        _ content: String,
        to conversation: ConversationID,
        over channel: ChannelKind?,
        by principal: Principal,
        id: String
    ) async throws -> AckPayload {
        let asked = Array("send_message \(conversation) \(channel?.rawValue ?? "")\n\(content)".utf8)
        let key = IdempotencyStore.Key(
            // Frames' ids are words of their own: a REST key may be the same word and mean something else.
            principal: "ws:" + principal.key,
            word: id,
            requestHash: Bytes(live.services.box.fingerprint(asked))
        )
        let ack = try await live.services.database.change(at: principal.property) { scope in
            let store = IdempotencyStore(scope)
            switch try await store.reserve(key) {
            case .answered(let stored): return try stored.decode(AckPayload.self)
            case .conflicting:
                throw Problem(
                    422,
                    "idempotency_key_reused",
                    "Idempotency key reused",
                    detail: "This id was used for another request."
                )
            case .fresh:
                if let channel { try await check(channel, of: conversation, in: scope) }
                let sent = try await live.conversations.send(content, in: conversation, in: scope, by: principal)
                let ack = AckPayload(messageId: sent.message.id, deliveryId: sent.delivery.id)
                try await store.keep(JSONB(encoding: ack), for: key)
                return ack
            }
        }
        live.services.changed(principal.property)
        return ack
    }

    private func check(_ channel: ChannelKind, of conversation: ConversationID, in scope: PropertyScope) async throws {
        guard let view = try await DeskReader(scope).conversation(conversation) else { throw Problem.notFound }
        guard view.channel == channel else {
            throw Problem(
                409,
                "other_channel",
                "Other channel",
                detail: "The conversation is on \(view.channel.rawValue)."
            )
        }
    }

    /// Finds where a subscription begins.
    ///
    /// - Throws: ``Problem`` 404 for a conversation that is not of this hotel.
    func begin(_ scope: ClientFrame.Scope, at start: Start, for reader: Principal) async throws -> Beginning {
        let property = reader.property
        switch (start, scope) {
        case (.snapshot, .conversation(let id)):
            // The snapshot is read where nothing can be written.
            try await DeskReader(live.services.database.scope(of: property)).noteLook(atGuestOf: id, by: reader)
            let (detail, cursor) = try await live.events.snapshot(property: property) { scope in
                try await DeskReader(scope).detail(id, for: reader, isAudited: true)
            }
            guard let detail else { throw Problem.notFound }
            return Beginning(cursor: cursor, snapshot: detail)
        case (.after(let cursor), _):
            try await require(scope, property)
            return try await beginning(at: cursor, of: property)
        case (.now, _), (.snapshot, _):
            try await require(scope, property)
            return Beginning()
        }
    }

    /// Whether reading can go on from a cursor; otherwise the log's end, and why.
    func beginning(at cursor: EventCursor, of property: PropertyID) async throws -> Beginning {
        do {
            _ = try await live.events.read(property: property, after: cursor, limit: 1)
            return Beginning(cursor: cursor)
        } catch let error as EventCursorError {
            return Beginning(cursor: try await live.events.currentCursor(property: property), gap: error)
        }
    }

    /// The next events of the past.
    func page(after cursor: EventCursor, of property: PropertyID) async throws -> Page {
        let page = try await live.events.read(property: property, after: cursor, limit: Self.pageSize)
        let (frames, isWhole) = LiveFrame.encoded(page.events, logger: logger)
        return Page(frames: frames, next: page.next, hasMore: page.hasMore, isIncomplete: !isWhole)
    }

    private func require(_ scope: ClientFrame.Scope, _ property: PropertyID) async throws {
        guard case .conversation(let id) = scope else { return }
        guard try await DeskReader(live.services.database.scope(of: property)).conversation(id) != nil else {
            throw Problem.notFound
        }
    }
}
