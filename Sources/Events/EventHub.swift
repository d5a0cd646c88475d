import Domain
import Logging
import Store
import Synchronization

/// The followed logs of this node, each read once for all its followers.
final class EventHub: Sendable {
    private struct Reading {
        let tail: LogTail
        let task: Task<Void, Never>
    }

    private struct State {
        var readings: [PropertyID: Reading] = [:]
        var followers = 0
        var nextID = 0
        var isStopped = false
    }

    private let database: Database
    private let configuration: EventPublisherConfiguration
    private let metrics: EventMetrics
    private let logger: Logger
    private let state = Mutex(State())

    init(
        database: Database,
        configuration: EventPublisherConfiguration,
        metrics: EventMetrics,
        logger: Logger
    ) {
        self.database = database
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
    }

    /// Adds a follower and sees to it that the log is read.
    func follow(
        _ property: PropertyID,
        from cursor: EventCursor?,
        end: EventCursor,
        _ listener: @escaping LogTail.Listener
    ) throws(EventPublisherStopped) -> EventSubscription {
        let id = try state.withLock { (state) throws(EventPublisherStopped) -> Int in
            guard !state.isStopped else { throw EventPublisherStopped() }
            state.nextID += 1
            state.followers += 1
            let reading = state.readings[property] ?? read(property, from: end)
            state.readings[property] = reading
            reading.tail.join(state.nextID, from: cursor, end: end, listener)
            metrics.following(state.followers)
            return state.nextID
        }
        return EventSubscription(cursor: cursor ?? end) { [weak self] in self?.leave(id, property) }
    }

    /// Has a log looked at, if somebody follows it; says whether.
    @discardableResult
    func wake(_ property: PropertyID) -> Bool {
        guard let reading = state.withLock({ $0.readings[property] }) else { return false }
        reading.tail.wake()
        return true
    }

    /// Has every followed log looked at.
    func wakeAll() {
        for reading in state.withLock({ Array($0.readings.values) }) { reading.tail.wake() }
    }

    /// Reads no more, for good.
    func stop() {
        let tasks = state.withLock { state in
            state.isStopped = true
            defer { state.readings = [:] }
            return state.readings.values.map(\.task)
        }
        for task in tasks { task.cancel() }
    }

    private func read(_ property: PropertyID, from position: EventCursor) -> Reading {
        let tail = LogTail(
            property,
            from: position,
            database: database,
            configuration: configuration,
            metrics: metrics,
            logger: logger
        )
        return Reading(tail: tail, task: Task { await tail.run() })
    }

    private func leave(_ id: Int, _ property: PropertyID) {
        let ended = state.withLock { state -> Task<Void, Never>? in
            state.followers -= 1
            metrics.following(state.followers)
            guard let reading = state.readings[property], reading.tail.leave(id) == 0 else { return nil }
            state.readings[property] = nil
            return reading.task
        }
        ended?.cancel()
    }
}

/// The program is stopping: logs are no longer followed.
package struct EventPublisherStopped: Error, Hashable, Sendable {}
