import Domain

/// The only way a staff word takes: reading, taking over, answering, handing back and closing conversations.
package struct ConversationManager: Sendable {
    /// Makes one.
    package init() {}
}
