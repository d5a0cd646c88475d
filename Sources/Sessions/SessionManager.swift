import Domain

/// Who is signed in, and what they may do.
package struct SessionManager: Sendable {
    /// Makes one.
    package init() {}
}
