package import Store
import Synchronization

/// One follower of a hotel's log, until it ends or is let go of.
package final class EventSubscription: Sendable {
    /// Where it began: what is told lies behind this.
    package let cursor: EventCursor
    private let leave: Mutex<(@Sendable () -> Void)?>

    init(cursor: EventCursor, leave: @escaping @Sendable () -> Void) {
        self.cursor = cursor
        self.leave = Mutex(leave)
    }

    deinit { end() }

    /// Follows no more. A batch that is being handed out this instant may still arrive.
    package func end() {
        let leave = leave.withLock { leave in
            defer { leave = nil }
            return leave
        }
        leave?()
    }
}
