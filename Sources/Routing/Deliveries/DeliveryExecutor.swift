import Channels
import Domain
import Foundation
import Logging
import Store

/// Hands messages to providers and stores what came of it.
final class DeliveryExecutor: Sendable {
    let store: DeliveryStore
    let channels: ChannelService
    let directory: EndpointDirectory
    let pulse: EndpointPulse
    let configuration: RouterConfiguration
    let metrics: RouterMetrics
    let logger: Logger
    let bell: Bell
    let changed: @Sendable (PropertyID) -> Void
    let commits: CommitQueue<FinishedDelivery, DeliveryCommit>
    let places = PlacesTaken()

    init(
        store: DeliveryStore,
        channels: ChannelService,
        directory: EndpointDirectory,
        pulse: EndpointPulse,
        configuration: RouterConfiguration,
        metrics: RouterMetrics,
        logger: Logger,
        bell: Bell,
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.store = store
        self.channels = channels
        self.directory = directory
        self.pulse = pulse
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        self.bell = bell
        self.changed = changed
        commits = CommitQueue(maxBatch: 64, failed: { metrics.failed("deliveries.finish") }) { finished in
            try await store.finish(finished, node: configuration.node, settleTime: configuration.settleTime)
        }
    }

    /// Leases due deliveries, those to guests in danger first, and no other of hotels that have their share of this node;
    /// an unreachable database gives none.
    func claim(_ room: WorkLoop<ClaimedDelivery>.Room) async -> [ClaimedDelivery] {
        do {
            let claimed = try await store.claim(
                limit: room.all,
                ordinary: room.ordinary,
                perProperty: places.claimSize(
                    least: configuration.claimsPerProperty,
                    share: configuration.deliveryShare,
                    room: room.ordinary
                ),
                crowded: places.crowded(from: configuration.deliveryShare),
                danger: DangerPlaces(share: configuration.dangerShare, taken: places.inDanger),
                node: configuration.node,
                lease: configuration.deliveryLease,
                settleTime: configuration.settleTime
            )
            places.take(claimed)
            return claimed
        } catch {
            metrics.failed("deliveries.claim")
            logger.warning("deliveries cannot be claimed", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// What came of a message that was handed over, and when that began.
    struct HandOver: Sendable {
        var outcome: FinishedDelivery.Outcome
        var started: ContinuousClock.Instant
    }

    /// Hands one message over, once. A stopping program waits for it: it is bounded.
    func perform(_ delivery: ClaimedDelivery) async -> HandOver {
        defer {
            if places.leave(delivery, share: configuration.deliveryShare, danger: configuration.dangerShare) {
                bell.ring()
            }
        }
        let started = ContinuousClock.now
        // In a task of its own: stopping must not cut a hand-over short, for then nobody knows what became of it.
        let outcome = await Task { await self.send(delivery) }.value
        metrics.deliveryEnded(outcome.word)
        pulse.sent(at: delivery.endpoint, outcome)
        if case .accepted = outcome {
            let elapsed = ContinuousClock.now - started
            metrics.sent(in: elapsed, sinceWritten: delivery.age + elapsed)
        }
        if case .unknown(let detail) = outcome {
            logger.warning(
                "nobody can say whether a message was taken",
                metadata: ["delivery": "\(delivery.id)", "detail": "\(detail)"]
            )
        }
        return HandOver(outcome: outcome, started: started)
    }

    /// Stores what came of it.
    func settle(_ delivery: ClaimedDelivery, _ handOver: HandOver) async {
        var deadline = handOver.started + configuration.deliveryLease
        // That the provider took it is a fact, which counts after the lease as well.
        if case .accepted = handOver.outcome { deadline += configuration.settleTime }
        await commit(
            FinishedDelivery(delivery: delivery.id, lease: delivery.lease, outcome: handOver.outcome),
            until: deadline
        )
        changed(delivery.property)
    }

    private func send(_ delivery: ClaimedDelivery) async -> FinishedDelivery.Outcome {
        guard let channel = channels.channel(for: delivery.provider) else {
            return .failed(
                SendFailure(class: .account, code: "no_channel", detail: "no channel for its provider"),
                pause: nil
            )
        }
        let window = MessagingWindow(channel: channel.kind, expiresAt: delivery.windowExpiresAt)
        if case .closed = window.state(at: Date()) {
            return .failed(
                SendFailure(class: .windowClosed, code: "window_closed", detail: "the free-form window is closed"),
                pause: nil
            )
        }
        if delivery.hasOptedOut {
            return .failed(
                SendFailure(class: .recipient, code: "opted_out", detail: "the guest wants no more messages"),
                pause: nil
            )
        }
        let endpoint: EndpointDirectory.Entry?
        do {
            endpoint = try await directory.endpoint(delivery.endpoint, generation: delivery.endpointGeneration)
        } catch {
            return decide(
                SendFailure(class: .transient, code: "no_directory", detail: "the endpoints cannot be read: \(error)"),
                delivery
            )
        }
        let own = endpoint?.credentials
        guard let credentials = channel.capabilities.needsCredentials ? own : own ?? EndpointCredentials() else {
            return decide(
                SendFailure(class: .account, code: "no_credentials", detail: "the endpoint has no usable credentials"),
                delivery
            )
        }
        let outcome = await channel.send(
            OutboundMessage(
                deliveryID: delivery.id,
                endpointAddress: delivery.endpointAddress,
                recipient: delivery.recipient,
                text: delivery.text,
                channel: endpoint?.channel
            ),
            credentials: credentials,
            deadline: .now + configuration.sendTimeout
        )
        return switch outcome {
        case .accepted(let id): .accepted(providerMessageID: id)
        case .unknown(let detail): .unknown(detail: detail)
        case .refused(let failure): decide(failure, delivery)
        }
    }

    private func decide(_ failure: SendFailure, _ delivery: ClaimedDelivery) -> FinishedDelivery.Outcome {
        switch DeliveryRetry.next(after: failure, attempt: delivery.attempt, jitter: .random(in: 0..<1)) {
        case .retry(let wait), .holdLane(let wait): .retry(failure, after: wait, pause: nil)
        case .pauseEndpoint(let wait): .retry(failure, after: wait, pause: wait)
        case .giveUp: .failed(failure, pause: nil)
        }
    }

    /// Stores the outcome, trying again until the deadline.
    private func commit(_ finished: FinishedDelivery, until deadline: ContinuousClock.Instant) async {
        do {
            let commit = try await commits.submit(finished, until: deadline)
            if let wait = commit.wait { bell.ring(after: wait) }
        } catch {
            logger.error(
                "what came of a hand-over could not be stored; it will show as unknown",
                metadata: ["delivery": "\(finished.delivery)", "error": "\(error)"]
            )
        }
    }
}

extension FinishedDelivery.Outcome {
    /// A word for metrics.
    fileprivate var word: String {
        switch self {
        case .accepted: "accepted"
        case .retry: "retry"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }
}
