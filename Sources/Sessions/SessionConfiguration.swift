package import Domain

/// How sessions of the staff live.
package struct SessionConfiguration: Sendable {
    /// How long a session lives after its last renewal.
    package var ttl: Duration
    /// How long before an access token's end it is to be renewed.
    package var renewalThreshold: Duration
    /// How many keys, tickets and refresh tokens that speak for nobody are looked up for one address.
    package var unknownCredentials = RateLimit(maxRequests: 100, windowMs: 60_000)
    /// For how many addresses those count together that say nothing of who asks.
    package var localCallers = StrangerLimits.usualLocalCallers
    /// What hashing a password costs.
    package var passwordCost: PasswordHash.Cost = .standard
    /// The most sign-ins that wait for their password to be looked at.
    package var passwordQueue = 32
    /// How often what was taken back is read.
    package var revocationInterval: Duration = .milliseconds(500)
    /// How old our knowledge of what was taken back may be when a token is believed.
    package var revocationAge: Duration = .seconds(1)
    /// How long a key signs access tokens.
    package var signingKeyLifetime: Duration = .seconds(30 * 86_400)
    /// How long a service's key is believed without being looked up.
    package var apiKeyAge: Duration = .seconds(1)
    /// How long a one-time ticket is good.
    package var ticketLifetime: Duration = .seconds(30)

    /// No access token lives longer, whatever the session's own time.
    package static let longestAccessToken: Duration = .seconds(900)

    /// Takes what the settings say.
    package init(ttl: Duration = .seconds(3600), renewalThreshold: Duration = .seconds(300)) {
        self.ttl = ttl
        self.renewalThreshold = renewalThreshold
    }

    /// How long an access token lives.
    package var accessTokenLifetime: Duration { min(ttl, Self.longestAccessToken) }

    /// How long after its issue an access token is to be renewed: the threshold before its end, and never so early that
    /// clients would do little else.
    package var renewAfter: Duration {
        max(accessTokenLifetime - renewalThreshold, accessTokenLifetime / 3)
    }

    /// How far back revocations matter: the longest token, and a margin for transactions slow to commit.
    var revocationSpan: Duration { Self.longestAccessToken + .seconds(300) }
}
