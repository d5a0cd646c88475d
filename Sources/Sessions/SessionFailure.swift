/// Why nobody was signed in.
package enum SignInFailure: Error, Sendable, Hashable {
    /// The address, the password or the hotel is wrong, or the person may not work there: never said which.
    case invalidCredentials
    /// Too many attempts came to nothing, for this account or from this address.
    case throttled(retryAfter: Duration)
    /// Too many wait for their password to be looked at.
    case busy(retryAfter: Duration)
}

/// Why a token speaks for nobody.
package enum TokenFailure: Error, Sendable, Hashable, CaseIterable {
    /// It was good, and its time is over.
    case expired
    /// It is not one of ours.
    case invalid
    /// It was good, and was taken back.
    case revoked
}
