/// What a provider says of an endpoint's credentials, in words of our own: a provider's may repeat a secret.
package enum CredentialsCheck: Sendable, Hashable {
    /// Why they do not work.
    package enum Reason: String, Sendable, CaseIterable {
        /// There are none that could work.
        case noCredentials = "no_credentials"
        /// The provider does not take them, or not for this address.
        case refused
        /// The address of their service is none that may be spoken to, or cannot be found.
        case unusableURL = "unusable_url"
        /// The provider knows no such address.
        case unknownAddress = "unknown_address"
        /// The provider was asked too often; they may be right.
        case throttled
        /// The provider gave no answer that says anything; they may be right.
        case unreachable
        /// This program speaks with no such provider.
        case noChannel = "no_channel"
    }

    /// They work for this address.
    case works
    /// They do not, or nobody can tell; with the provider's own code where it has one.
    case failed(Reason, code: String?)
    /// There is no way to ask without a guest's noticing, or nothing to ask.
    case untested
}

extension Channel {
    /// Asks the provider whether an endpoint's credentials work, without telling any guest anything.
    package func check(
        address: String,
        credentials: EndpointCredentials?,
        deadline: ContinuousClock.Instant
    ) async -> CredentialsCheck { .untested }
}
