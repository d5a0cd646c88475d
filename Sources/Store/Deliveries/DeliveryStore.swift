package import Domain
package import Postgres

/// Deliveries: in order within a lane, side by side across lanes.
package struct DeliveryStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Leases the next delivery of each lane that has one due, those to guests in danger first.
    ///
    /// A lane whose sender's lease ran out has that delivery marked unknown first; it may still be settled by a late
    /// receipt for `settleTime`.
    ///
    /// - Parameters:
    ///   - ordinary: how many in places that are kept for nobody; the others are for guests in danger alone. Nil for all.
    ///   - perProperty: how many of one hotel.
    ///   - crowded: the hotels that have their share of the node's places: none of theirs but those in danger.
    ///   - danger: how the places that are kept for danger are shared.
    package func claim(
        limit: Int,
        ordinary: Int? = nil,
        perProperty: Int,
        crowded: [PropertyID] = [],
        danger: DangerPlaces = DangerPlaces(),
        node: String,
        lease: Duration,
        settleTime: Duration
    ) async throws -> [ClaimedDelivery] {
        let rows = try await executor.query(
            SQL(
                """
                SELECT * FROM claim_deliveries(\(Int32(clamping: limit)), \(Int32(clamping: ordinary ?? limit)),
                    \(Int32(clamping: perProperty)), \(crowded), \(Int32(clamping: danger.share)),
                    \(danger.taken.map(\.hotel)), \(danger.taken.map { Int32(clamping: $0.count) }), \(lease.milliseconds), \(settleTime.milliseconds), \(node))
                """
            ).named("deliveries.claim")
        )
        return try rows.map { row in
            ClaimedDelivery(
                id: try row.get("delivery_id"),
                lease: try row.get("lease_token"),
                attempt: Int(try row.get("attempt", as: Int32.self)),
                property: try row.get("property_id"),
                conversation: try row.get("conversation_id"),
                endpoint: try row.get("endpoint_id"),
                provider: try row.get("provider"),
                endpointAddress: try row.get("endpoint_address"),
                endpointGeneration: Int(try row.get("endpoint_generation", as: Int32.self)),
                recipient: GuestIdentity(kind: try row.word("recipient_kind"), value: try row.get("recipient_value")),
                text: try row.get("body"),
                author: try row.word("author"),
                windowExpiresAt: try row.get("window_expires_at"),
                hasOptedOut: try row.get("opted_out"),
                isInDanger: try row.get("in_danger"),
                age: .milliseconds(try row.get("age_ms", as: Double.self))
            )
        }
    }

    /// Stores what came of hand-overs; one commit for the whole batch.
    ///
    /// - Returns: one result per delivery, in the order given.
    package func finish(
        _ deliveries: [FinishedDelivery],
        node: String,
        settleTime: Duration
    ) async throws -> [DeliveryCommit] {
        let reports = deliveries.map { DeliveryReport($0.outcome) }
        let rows = try await executor.query(
            SQL(
                """
                SELECT * FROM finish_deliveries(\(deliveries.map(\.delivery)), \(deliveries.map(\.lease)),
                    \(reports.map(\.outcome)), \(reports.map(\.providerMessageID)), \(reports.map(\.failureClass)),
                    \(reports.map(\.code)), \(reports.map(\.detail)), \(reports.map(\.retryAfter)), \(reports.map(\.pause)),
                    \(settleTime.milliseconds), \(node))
                """
            ).named("deliveries.finish")
        )
        var commits: [DeliveryID: DeliveryCommit] = [:]
        for row in rows {
            commits[try row.get("delivery_id")] = DeliveryCommit(
                state: try row.word("state"),
                wait: try row.get("wait_ms", as: Double?.self).map { .milliseconds(max(0, $0)) }
            )
        }
        return try deliveries.map { delivery in
            guard let commit = commits[delivery.delivery] else {
                throw PostgresError(.protocolViolation, "a delivery is gone", statement: "deliveries.finish")
            }
            return commit
        }
    }

    /// Settles deliveries that stayed unknown past their time. Returns the hotel of each.
    ///
    /// - Parameters:
    ///   - policy: whether they are sent again.
    ///   - mark: what a repeat begins with, or what comes before it where both would be longer than a message may be.
    ///   - limit: how many at most.
    @discardableResult
    package func settleUnknown(policy: UnknownPolicy, mark: String, limit: Int) async throws -> [PropertyID] {
        let limits = ChannelKind.allCases.compactMap { channel in channel.maximumOutboundLength.map { (channel, $0) } }
        return try await executor.query(
            SQL(
                """
                SELECT settle_unknown_deliveries(\(policy.rawValue), \(mark), \(Int32(clamping: limit)),
                    \(limits.map(\.0.rawValue)), \(limits.map { Int32(clamping: $0.1) })) AS hotel
                """
            ).named("deliveries.settle_unknown")
        ).map { try $0.get("hotel") }
    }
}

/// How a node's places that are kept for guests in danger are shared.
package struct DangerPlaces: Sendable {
    /// How many one hotel may have.
    package var share: Int
    /// How many each has, where it is any.
    package var taken: [(hotel: PropertyID, count: Int)]

    /// Names both parts; by itself a hotel may have as many as it likes.
    package init(share: Int = 1000, taken: [(hotel: PropertyID, count: Int)] = []) {
        self.share = share
        self.taken = taken
    }
}

/// An outcome spread over the columns that store it.
private struct DeliveryReport {
    var outcome: String
    var providerMessageID: String?
    var failureClass: String?
    var code: String?
    var detail: String?
    var retryAfter: Double?
    var pause: Double?

    init(_ outcome: FinishedDelivery.Outcome) {
        switch outcome {
        case .accepted(let id):
            self.outcome = "accepted"
            providerMessageID = SafeText.withoutNUL(id)
        case .retry(let failure, let after, let pause):
            self.outcome = "retry"
            retryAfter = after.milliseconds
            take(failure, pause)
        case .failed(let failure, let pause):
            self.outcome = "failed"
            take(failure, pause)
        case .unknown(let detail):
            self.outcome = "unknown"
            self.detail = SafeText.withoutNUL(detail)
        }
    }

    private mutating func take(_ failure: SendFailure, _ pause: Duration?) {
        failureClass = failure.class.rawValue
        code = SafeText.withoutNUL(failure.code)
        detail = SafeText.withoutNUL(failure.detail)
        self.pause = pause?.milliseconds
    }
}
