import Domain
import Logging
import Store

/// Reads pages of hotels' logs and says what had to be passed over in them.
struct LogReader: Sendable {
    let metrics: EventMetrics
    let logger: Logger

    /// The next events after a cursor; see `EventStore.page`.
    func page(
        _ store: EventStore,
        of property: PropertyID,
        after cursor: EventCursor,
        limit: Int,
        most: Int? = nil
    ) async throws -> EventPage {
        let page = try await store.page(after: cursor, limit: limit, most: most)
        metrics.skipped(page.unreadable.count)
        for event in page.unreadable {
            logger.error(
                "an event cannot be read and is passed over",
                metadata: ["property": "\(property)", "event": "\(event.id)", "error": "\(event.reason)"]
            )
        }
        return page
    }
}
