import Domain
package import Store

/// How the router works. Every limit has a name and a default.
package struct RouterConfiguration: Sendable {
    /// This process's name, in leases and logs.
    package var node: String
    /// The guests' limits and the reopening of conversations, where a hotel sets none of its own.
    package var ingest = IngestDefaults()
    /// How many webhooks share one commit at most.
    package var ingestBatch = 128
    /// How many ingest commits are under way at most.
    package var ingestFlights = 2
    /// How many webhooks may wait for a commit; more are answered 503.
    package var ingestWaiting = 20_000
    /// How long a message may wait for its own lane before its webhook is answered 503.
    package var stuckLaneTimeout = Duration.seconds(5)
    /// How many turns are thought about at once.
    package var turnConcurrency = 64
    /// How many lanes of one hotel are claimed at once, so that others get their share; more where few hotels are at work.
    package var claimsPerProperty = 16
    /// How many turns of one hotel are thought about at once on a node, give or take what one claim brings; nil leaves a
    /// quarter of ``turnConcurrency`` to others.
    package var turnsPerProperty: Int?
    /// ``turnsPerProperty``, worked out.
    var turnShare: Int { turnsPerProperty ?? max(1, turnConcurrency * 3 / 4) }
    /// How often a node looks whether turns it thinks about are over already: taken over, or superseded elsewhere.
    package var turnWatch = Duration.milliseconds(500)
    /// How long an engine may take over one turn, retries included.
    package var aiTimeout = Duration.seconds(30)
    /// How long a turn stays leased: longer than an engine may take.
    package var turnLease = Duration.seconds(60)
    /// How often a turn is claimed before people get it.
    package var turnAttempts = 3
    /// Answers less sure than this become drafts.
    package var escalationThreshold = 0.7
    /// How many messages of the past an engine is told.
    package var historyLimit = 20
    /// How many messages are handed to providers at once.
    package var deliveryConcurrency = 64
    /// How many messages of one hotel are handed to providers at once on a node, give or take what one claim brings; nil
    /// leaves a quarter of ``deliveryConcurrency`` to others.
    package var deliveriesPerProperty: Int?
    /// ``deliveriesPerProperty``, worked out.
    var deliveryShare: Int { deliveriesPerProperty ?? max(1, deliveryConcurrency * 3 / 4) }
    /// How many more places there are for what must reach guests in danger, and for nothing else.
    package var dangerDeliveries = 8
    /// How many of them one hotel may have: half, so that there is room for another's guest.
    var dangerShare: Int { max(1, dangerDeliveries / 2) }
    /// How long a guest's words may wait for the AI before people are called to them.
    package var longestWait = Duration.seconds(300)
    /// How often a node looks for such guests.
    package var waitingInterval = Duration.seconds(5)
    /// How often ladders of calls are looked at.
    package var ladderInterval = Duration.seconds(1)
    /// How long a provider may take over one hand-over.
    package var sendTimeout = Duration.seconds(10)
    /// How long a delivery stays leased: longer than a provider may take.
    package var deliveryLease = Duration.seconds(30)
    /// How long a delivery that nobody can vouch for waits for a late receipt.
    package var settleTime = Duration.seconds(120)
    /// What is done with it then.
    package var unknownPolicy = UnknownPolicy.notify
    /// What a repeat begins with under ``UnknownPolicy/resendMarked``.
    package var resendMark = "(This may reach you twice.) "
    /// How long silence closes a conversation.
    package var idleTimeout = Duration.seconds(24 * 3600)
    /// How long the answer to an idempotency key is kept.
    package var answerRetention = Duration.seconds(48 * 3600)
    /// How long events can be read again; whole months are dropped once all of a month is older.
    package var eventRetention = Duration.seconds(90 * 86_400)
    /// How often a loop looks for work nobody told it about.
    package var pollInterval = Duration.milliseconds(500)
    /// How often a node looks whether an endpoint changed, and tends those that are closed.
    package var endpointRefresh = Duration.seconds(1)
    /// How long an endpoint drains at least: longer than nodes take to hear that it is closed.
    package var drainSettleTime = Duration.seconds(3)
    /// How often it is noted what happened at endpoints.
    package var endpointNotes = Duration.seconds(5)
    /// How old guests' words may be that are taken when a closed endpoint is open again; older ones stay kept.
    package var keptWindow = Duration.seconds(24 * 3600)
    /// How often a node looks whether a policy changed.
    package var policyRefresh = Duration.seconds(1)
    /// How long running turns may take to end when the program stops; then they are handed back.
    package var stopGrace = Duration.seconds(8)

    /// The defaults under a name.
    package init(node: String) {
        self.node = node
    }
}
