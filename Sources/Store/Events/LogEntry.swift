/// What reading the log in order asks of an event.
package protocol LogEntry: Sendable {
    /// Its number in the log.
    var id: Int64 { get }
    /// The transaction that wrote it.
    var xid: UInt64 { get }
    /// Reading on from here begins right behind it.
    var cursor: EventCursor { get set }
}

extension LogEntry {
    /// The same entry of the same page, for a reader who began that page elsewhere.
    package func rebased(on base: Snapshot) -> Self {
        var copy = self
        copy.cursor = EventCursor(generation: cursor.generation, base: base, page: cursor.page)
        return copy
    }
}
