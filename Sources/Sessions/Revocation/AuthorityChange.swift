package import Domain

/// What somebody may do has changed while they may be connected.
package struct AuthorityChange: Sendable, Hashable {
    /// Whose.
    package enum Subject: Sendable, Hashable {
        case session(SessionID)
        case key(APIKeyID)
    }

    /// How.
    package enum Kind: Sendable, Hashable {
        /// It is over: close whatever is open.
        case ended
        /// The role is another one: look again what it may do.
        case roleChanged
    }

    package let subject: Subject
    package let kind: Kind

    /// Names both.
    package init(subject: Subject, kind: Kind) {
        self.subject = subject
        self.kind = kind
    }
}
