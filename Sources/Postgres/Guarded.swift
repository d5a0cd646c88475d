import Glibc

/// A value behind a lock.
///
/// The standard library's `Mutex` would do, but the thread sanitizer cannot see it: it would report every guarded value
/// as a race, and real races would drown. A POSIX lock it knows.
///
/// `@unchecked Sendable` holds because the value is touched only inside `withLock`, which holds the lock, and is itself
/// `Sendable`, so that what a caller takes out of it may go anywhere.
package final class Guarded<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    /// Allocated, because a POSIX lock must not move.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>

    /// Guards a value.
    package init(_ value: Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        let result = pthread_mutex_init(lock, nil)
        precondition(result == 0, "a default lock can always be made")
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deinitialize(count: 1)
        lock.deallocate()
    }

    /// Runs `body` alone. It must be quick, must not suspend and must not enter the same lock again.
    package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
