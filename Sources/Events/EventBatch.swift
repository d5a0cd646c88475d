package import Store

/// Some events for a follower of the log, in the order to handle them.
package struct EventBatch<Event: LogEntry>: Sendable {
    /// What happened; empty when only ``gap`` is told.
    package let events: [Event]
    /// Following again from here begins behind this batch.
    package let cursor: EventCursor
    /// Why events between the last batch and this one are not to be had; nil when there is no such hole. Whoever is told
    /// reads anew what it shows and goes on from ``cursor``.
    package let gap: EventCursorError?

    /// Names every part.
    package init(events: [Event], cursor: EventCursor, gap: EventCursorError? = nil) {
        self.events = events
        self.cursor = cursor
        self.gap = gap
    }
}

/// A batch as the publisher hands it out.
package typealias PublishedBatch = EventBatch<PublishedEvent>
