import Domain

/// Tells everybody who watches what changed, from the log in which it was committed.
package struct EventPublisher: Sendable {
    /// Makes one.
    package init() {}
}
