import AIEngine
import Domain
import Logging
import Store

/// Lets engines think about due turns and commits what they thought.
final class TurnExecutor: Sendable {
    let store: TurnStore
    let engine: any AIEngineClient
    let policies: PolicyDirectory
    let configuration: RouterConfiguration
    let metrics: RouterMetrics
    let logger: Logger
    let bell: Bell
    let deliveryBell: Bell
    let changed: @Sendable (PropertyID) -> Void
    let commits: CommitQueue<FinishedTurn, TurnCommit>
    let running = RunningTurns()

    init(
        store: TurnStore,
        engine: any AIEngineClient,
        policies: PolicyDirectory,
        configuration: RouterConfiguration,
        metrics: RouterMetrics,
        logger: Logger,
        bell: Bell,
        deliveryBell: Bell,
        changed: @escaping @Sendable (PropertyID) -> Void
    ) {
        self.store = store
        self.engine = engine
        self.policies = policies
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        self.bell = bell
        self.deliveryBell = deliveryBell
        self.changed = changed
        commits = CommitQueue(maxBatch: 32, failed: { metrics.failed("turns.finish") }) { try await store.finish($0) }
    }

    /// Leases up to `limit` due turns, none of hotels that have their share of this node; an unreachable database gives
    /// none.
    func claim(_ limit: Int) async -> [ClaimedTurn] {
        do {
            let claimed = try await store.claim(
                limit: limit,
                perProperty: running.claimSize(
                    least: configuration.claimsPerProperty,
                    share: configuration.turnShare,
                    room: limit
                ),
                crowded: running.crowded(from: configuration.turnShare),
                node: configuration.node,
                lease: configuration.turnLease,
                historyLimit: configuration.historyLimit
            )
            running.begin(claimed)
            claimed.forEach(metrics.claimed)
            return claimed
        } catch {
            metrics.failed("turns.claim")
            logger.warning("turns cannot be claimed", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// What was thought about a turn, and since when it was.
    struct Thought: Sendable {
        var conclusion: TurnConclusion?
        var started: ContinuousClock.Instant
    }

    /// Thinks about one turn.
    func perform(_ turn: ClaimedTurn) async -> Thought {
        defer { if running.leave(turn, share: configuration.turnShare) { bell.ring() } }
        let started = ContinuousClock.now
        return Thought(conclusion: await conclude(turn), started: started)
    }

    /// Commits what was thought, or hands the turn back when the program stopped meanwhile.
    func settle(_ turn: ClaimedTurn, _ thought: Thought) async {
        defer { running.end(turn) }
        let leaseEnd = thought.started + configuration.turnLease
        guard var conclusion = thought.conclusion else {
            // Somebody else answers already; else the program stops.
            if running.isStopped(turn.lease) {
                metrics.turnCommitted("stopped", reason: nil)
            } else {
                await handBack(turn)
            }
            return
        }
        conclusion.messageLimit = turn.channel.maximumOutboundLength
        var finished = FinishedTurn(turn: turn.id, lease: turn.lease, conclusion: conclusion)
        guard let commit = await commit(&finished, of: turn, until: leaseEnd) else { return }
        changed(turn.property)
        let reason = commit.result == .committed ? finished.conclusion.reason : nil
        metrics.turnCommitted(commit.result.rawValue, reason: reason)
        // As the guest feels it: the wait to be claimed counts.
        metrics.routed(in: turn.waited + (.now - thought.started))
        if let wait = commit.deliveryWait { deliveryBell.ring(after: wait) }
        if let wait = commit.turnWait { bell.ring(after: wait) }
        if commit.result != .committed {
            logger.info(
                "a turn's words were not said",
                metadata: [
                    "turn": "\(turn.id)", "conversation": "\(turn.conversation)", "result": "\(commit.result.rawValue)",
                ]
            )
        }
    }

    /// Stops thinking about a turn that is over; whatever this node does not think about is no matter.
    func stop(_ turn: TurnID) {
        running.stop(turn)
    }

    /// Stops what is over without this node's doing: other nodes and people end turns, too.
    func watch() async throws {
        let leases = running.leases
        guard !leases.isEmpty else { return }
        for lease in try await store.ended(among: leases) { running.stop(lease) }
    }

    /// What the engine says; nil when it was not waited for: the turn is over, or the program stops.
    private func conclude(_ turn: ClaimedTurn) async -> TurnConclusion? {
        let rules = rules(for: turn)
        guard turn.attempt <= configuration.turnAttempts else {
            return rules.concludeSilence(error: "claimed \(turn.attempt - 1) times without an end")
        }
        let started = ContinuousClock.now
        do {
            let reply = try await ask(EngineRequest(turn), of: turn, deadline: started + configuration.aiTimeout)
            metrics.engineAnswered(in: .now - started)
            return rules.conclude(reply)
        } catch {
            if Task.isCancelled || running.isStopped(turn.lease) { return nil }
            metrics.engineFailed(error.code)
            logger.warning(
                "the engine gave no usable answer",
                metadata: ["turn": "\(turn.id)", "engine": "\(engine.name)", "error": "\(error)"]
            )
            return rules.concludeSilence(error: error.code)
        }
    }

    /// Asks the engine in a task of its own, so that the call can be cut short and the turn still ended in good order.
    private func ask(
        _ request: EngineRequest,
        of turn: ClaimedTurn,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        let call = Task { () async -> Result<EngineReply, EngineError> in
            do throws(EngineError) {
                return .success(try await engine.answer(request, deadline: deadline))
            } catch {
                return .failure(error)
            }
        }
        running.set(turn.lease) { call.cancel() }
        let result = await withTaskCancellationHandler {
            await call.value
        } onCancel: {
            call.cancel()
        }
        return try result.get()
    }

    private func rules(for turn: ClaimedTurn) -> TurnRules {
        TurnRules(
            turn,
            policy: policies.policies(of: turn.property)?.escalation ?? EscalationPolicy(),
            threshold: configuration.escalationThreshold,
            engine: engine.name
        )
    }

    /// Commits, trying again while the lease lasts; nil when the database did not come back in time, or before the
    /// program stopped: then the turn is handed back.
    ///
    /// What cannot be stored at all counts as silence: thinking about it again would only end the same way.
    private func commit(
        _ finished: inout FinishedTurn,
        of turn: ClaimedTurn,
        until leaseEnd: ContinuousClock.Instant
    ) async -> TurnCommit? {
        do {
            do {
                return try await commits.submit(finished, until: leaseEnd) { IngestFailure($0) == .poison }
            } catch  where IngestFailure(error) == .poison {
                logger.error(
                    "an engine's answer cannot be stored",
                    metadata: ["turn": "\(turn.id)", "engine": "\(engine.name)", "error": "\(error)"]
                )
                finished.conclusion = rules(for: turn).concludeSilence(error: "unstorable")
                finished.conclusion.messageLimit = turn.channel.maximumOutboundLength
                return try await commits.submit(finished, until: leaseEnd)
            }
        } catch {
            logger.error(
                "a turn could not be committed; it will be thought about again",
                metadata: ["turn": "\(finished.turn)", "error": "\(error)"]
            )
            if Task.isCancelled { await handBack(turn) }
            return nil
        }
    }

    private func handBack(_ turn: ClaimedTurn) async {
        let store = store
        let node = configuration.node
        do {
            // In a task of its own: this one is cancelled, and so would be its statement.
            try await Task { _ = try await store.handBack([(turn.id, turn.lease)], node: node) }.value
        } catch {
            logger.warning(
                "a turn could not be handed back; its lease will end",
                metadata: ["turn": "\(turn.id)", "error": "\(error)"]
            )
        }
    }
}
