import Domain
import Logging
import Store
import Synchronization

/// Reads one hotel's log for everybody on this node who follows it, in one task, page after page.
final class LogTail: Sendable {
    typealias Listener = @Sendable (PublishedBatch) -> Void

    private struct State {
        var audience: Audience<PublishedEvent>
        var listeners: [Int: Listener] = [:]
        var isHinted = false
    }

    private let property: PropertyID
    private let database: Database
    private let configuration: EventPublisherConfiguration
    private let metrics: EventMetrics
    private let logger: Logger
    private let reader: LogReader
    private let state: Mutex<State>
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(
        _ property: PropertyID,
        from position: EventCursor,
        database: Database,
        configuration: EventPublisherConfiguration,
        metrics: EventMetrics,
        logger: Logger
    ) {
        self.property = property
        self.database = database
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        reader = LogReader(metrics: metrics, logger: logger)
        state = Mutex(State(audience: Audience(from: position)))
        // One signal may wait: it stands for all that came while a page was read.
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a follower: from a cursor it had, else from the log's end as it was just read.
    func join(_ id: Int, from cursor: EventCursor?, end: EventCursor, _ listener: @escaping Listener) {
        state.withLock { state in
            state.listeners[id] = listener
            if let cursor {
                state.audience.join(id, after: cursor)
            } else {
                state.audience.join(id, atEnd: end)
            }
        }
        signal.yield()
    }

    /// Removes a follower; says how many are left.
    func leave(_ id: Int) -> Int {
        state.withLock { state in
            state.listeners[id] = nil
            state.audience.leave(id)
            return state.audience.count
        }
    }

    /// Has it look at once, or once more when it is looking.
    func wake() {
        state.withLock { $0.isHinted = true }
        signal.yield()
    }

    /// Reads until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [configuration, signal] in
                while (try? await Task.sleep(for: configuration.pollFloor)) != nil { signal.yield() }
            }
            for await _ in signals {
                guard !Task.isCancelled else { break }
                await readToEnd()
            }
            group.cancelAll()
        }
    }

    private func readToEnd() async {
        let store = EventStore(database.logScope(of: property))
        var isPoll = !takeHint()
        var isDue = true
        var failures = 0
        while !Task.isCancelled, let read = state.withLock({ $0.audience.next(isDue: isDue) }) {
            do {
                let page = try await self.page(read, store)
                failures = 0
                if case .live = read {
                    if isPoll, !page.events.isEmpty { metrics.missedHint() }
                    isPoll = false
                    metrics.read(ages: page.events.lazy.map(\.age), count: page.events.count)
                    isDue = page.hasMore || takeHint()
                }
                handOut { $0.received(page.events, next: page.next, hasMore: page.hasMore, for: read) }
            } catch let error as EventCursorError {
                await tell(error, read, store)
                // What one follower is told may concern all: a restored database is another log for everybody.
                isDue = true
            } catch {
                guard !Task.isCancelled else { return }
                failures += 1
                await pause(after: failures, error)
            }
        }
    }

    private func page(_ read: Audience<PublishedEvent>.Read, _ store: EventStore) async throws -> EventPage {
        let limit = configuration.pageSize
        return switch read {
        case .live(let cursor): try await reader.page(store, of: property, after: cursor, limit: limit)
        case .behind(_, let cursor):
            try await reader.page(store, of: property, after: cursor, limit: limit, most: configuration.mostMissed)
        }
    }

    /// Tells those concerned that events were lost to them, as soon as it is known from where they can go on.
    private func tell(_ reason: EventCursorError, _ read: Audience<PublishedEvent>.Read, _ store: EventStore) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                let end = try await store.position()
                logger.warning(
                    "followers of the event log are told of a gap",
                    metadata: ["property": "\(property)", "reason": "\(reason)"]
                )
                metrics.told(gaps: handOut { $0.lost(reason, end: end, for: read) })
                return
            } catch {
                guard !Task.isCancelled else { return }
                failures += 1
                await pause(after: failures, error)
            }
        }
    }

    /// Calls listeners outside of the lock: they may take their time, which only their own hotel's followers notice.
    @discardableResult
    private func handOut(
        _ change: (inout Audience<PublishedEvent>) -> [(Int, PublishedBatch)]
    ) -> Int {
        let calls = state.withLock { state in
            change(&state.audience).compactMap { id, batch in state.listeners[id].map { ($0, batch) } }
        }
        for (listener, batch) in calls { listener(batch) }
        return calls.count
    }

    private func takeHint() -> Bool {
        state.withLock { state in
            defer { state.isHinted = false }
            return state.isHinted
        }
    }

    private func pause(after failures: Int, _ error: any Error) async {
        metrics.failed()
        if failures == 1 {
            logger.warning(
                "the event log cannot be read; it is tried again",
                metadata: ["property": "\(property)", "error": "\(error)"]
            )
        }
        let delay = RetryBackoff(base: .milliseconds(20), cap: configuration.pollFloor)
            .delay(afterAttempt: failures, jitter: .random(in: 0..<1))
        // Cut short only by cancellation, which the caller looks for.
        try? await Task.sleep(for: delay)
    }
}
