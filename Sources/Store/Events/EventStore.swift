import Foundation
import Postgres

/// Reads a hotel's event log, in whatever transaction it is given; not in one that writes events itself.
package struct EventStore: Sendable {
    private let scope: PropertyScope

    /// Reads through a hotel's view.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// Where the log ends for whoever sees what this statement sees: in a transaction that keeps its snapshot, reading
    /// on from here gives exactly what the transaction did not see.
    package func position() async throws -> EventCursor {
        try await head().end
    }

    /// Where the log ends, after making sure that reading can go on from a cursor.
    ///
    /// - Throws: ``EventCursorError``.
    package func position(after cursor: EventCursor?) async throws -> EventCursor {
        let head = try await head()
        if let cursor { try head.check(cursor) }
        return head.end
    }

    /// The next events after a cursor, by their ids, and where to go on.
    ///
    /// - Parameters:
    ///   - cursor: how far the caller has read.
    ///   - limit: the most events to give.
    ///   - most: how many events there may be behind the cursor; nil for any number. Of half a page, with
    ///     how many it began: what has come since is not counted before it is finished.
    /// - Throws: ``EventCursorError`` when reading cannot go on from the cursor, or too many events are behind it.
    package func page(after cursor: EventCursor, limit: Int, most: Int? = nil) async throws -> EventPage {
        let limit = max(1, limit)
        let rows = try await scope.pipeline([
            Self.planning, Self.pageStatement(scope.property, cursor, limit + 1, most: most),
        ])
        guard let all = rows.last, let first = all.first else {
            throw PostgresError(.protocolViolation, "the log had no head", statement: "events.page")
        }
        let head = try LogHead(first)
        try head.check(cursor)
        if let most, try first.get("unseen", as: Int64.self) > most { throw EventCursorError.tooFar }
        // A page whose end is known already is finished first, whatever has been committed since.
        let target = cursor.page?.target ?? head.end.base
        var page = EventPage(
            events: [],
            next: EventCursor(generation: cursor.generation, base: target),
            hasMore: cursor.page != nil
        )
        for row in all.prefix(limit) {
            guard let id = try row.get("id", as: Int64?.self) else { break }
            do {
                page.events.append(try PublishedEvent(row, after: cursor, target: target))
            } catch {
                page.unreadable.append(UnreadableEvent(id: id, reason: "\(error)"))
            }
            guard all.count > limit else { continue }
            page.next = EventCursor(
                generation: cursor.generation,
                base: cursor.base,
                page: EventCursor.Page(target: target, last: id)
            )
            page.hasMore = true
        }
        return page
    }

    private func head() async throws -> LogHead {
        let rows = try await scope.query(Self.headStatement(scope.property))
        guard let row = rows.first else {
            throw PostgresError(.protocolViolation, "the log had no head", statement: "events.position")
        }
        return try LogHead(row)
    }
}

/// Some events and where to go on.
package struct EventPage: Sendable {
    /// By their ids; a conversation's are in the order of their sequence.
    package fileprivate(set) var events: [PublishedEvent]
    /// Reading on from here begins behind the last of them.
    package fileprivate(set) var next: EventCursor
    /// Whether there may be more at once.
    package fileprivate(set) var hasMore: Bool
    /// Those among them that say something this program does not know, and are passed over.
    package fileprivate(set) var unreadable: [UnreadableEvent] = []
}

/// An event that cannot be read. One of them must not keep a hotel from all that come after it.
package struct UnreadableEvent: Sendable, Hashable {
    /// Its number in the log.
    package let id: Int64
    /// What is wrong with it; never a guest's words.
    package let reason: String
}

/// What a statement knows of the log beside its events.
struct LogHead {
    /// Where the log ends.
    let end: EventCursor
    private let now: Snapshot
    private let floor: UInt64

    init(_ row: Row) throws {
        let text = try row.get("snapshot", as: String.self)
        guard let now = Snapshot(text), let floor = UInt64(try row.get("floor", as: String.self)) else {
            throw PostgresError(.decoding, "the server's snapshot cannot be read", statement: "events")
        }
        self.now = now
        self.floor = floor
        // Nothing is said of transactions after the last one that wrote an event: one of them may have ended without
        // its end being on disk, and a server that crashes then gives its number to another.
        let newest = try row.get("newest", as: String?.self).flatMap { UInt64($0) } ?? 0
        end = EventCursor(
            generation: try row.get("generation"),
            base: now.trimmed(to: max(newest &+ 1, floor))
        )
    }

    func check(_ cursor: EventCursor) throws(EventCursorError) {
        guard cursor.generation == end.generation else { throw .otherGeneration }
        guard cursor.horizon <= max(now.xmax, floor) else { throw .fromTheFuture }
        // What was open at the cursor and is over now may have written events that are gone; what is still open has not.
        guard cursor.base.xmax >= floor, !cursor.base.inProgress.contains(where: { $0 < floor && now.sees($0) }) else {
            throw .tooOld
        }
    }
}
