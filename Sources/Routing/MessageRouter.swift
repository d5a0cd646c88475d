package import AIEngine
package import Channels
package import Domain
package import Logging
import Postgres
import ServiceLifecycle
package import Store

/// The way of a message: webhooks are verified, stored and routed; engines think; answers go out.
///
/// Nodes are equal: any number of these share one database, and any may die at any moment.
package final class MessageRouter: Service {
    let channels: ChannelService
    let directory: EndpointDirectory
    let policies: PolicyDirectory
    let triager: Triager
    let receipts: ReceiptStore
    private let ingest: IngestQueue
    let reports: ReceiptQueue
    private let turns: TurnExecutor
    let deliveries: DeliveryExecutor
    private let turnLoop: WorkLoop<ClaimedTurn>
    private let deliveryLoop: WorkLoop<ClaimedDelivery>
    private let upkeep: Upkeep
    let kept: EndpointUpkeep
    let pulse: EndpointPulse
    let configuration: RouterConfiguration
    private let turnBell: Bell
    let metrics: RouterMetrics
    let logger: Logger
    let blocks: BlockAlarm
    private let changed: @Sendable (PropertyID) -> Void

    /// Wires a router.
    ///
    /// - Parameters:
    ///   - database: the pools.
    ///   - channels: the ways to reach guests.
    ///   - engine: who thinks.
    ///   - configuration: the limits.
    ///   - logger: where it speaks; never a guest's words at info or above.
    ///   - changed: told after each commit at a hotel; it must return at once.
    ///   - open: unseals an endpoint's credentials.
    package init(
        database: Database,
        channels: ChannelService,
        engine: any AIEngineClient,
        configuration: RouterConfiguration,
        logger: Logger,
        changed: @escaping @Sendable (PropertyID) -> Void = { _ in },
        open: @escaping @Sendable (EndpointRecord) throws -> EndpointCredentials?
    ) {
        let metrics = RouterMetrics()
        let router = database.router
        let deliveryStore = DeliveryStore(router)
        let deliveryBell = Bell()
        self.channels = channels
        self.metrics = metrics
        self.logger = logger
        self.changed = changed
        self.configuration = configuration
        let pulse = EndpointPulse(EndpointNotes(router))
        self.pulse = pulse
        kept = EndpointUpkeep(router)
        turnBell = Bell()
        directory = EndpointDirectory(reader: EndpointReader(router), logger: logger, open: open)
        let alarm = RuleAlarm()
        let policies = PolicyDirectory(reader: PolicyReader(router), alarm: alarm, logger: logger)
        self.policies = policies
        let blocks = BlockAlarm()
        self.blocks = blocks
        let gate = FlowGate(node: configuration.node, store: FlowStore(router))
        triager = Triager(policies: policies, alarm: alarm, metrics: metrics, gate: gate)
        receipts = ReceiptStore(router)
        ingest = IngestQueue(
            store: IngestStore(router),
            quarantine: receipts,
            configuration: configuration,
            metrics: metrics,
            logger: logger
        )
        reports = ReceiptQueue(store: receipts, configuration: configuration, metrics: metrics, logger: logger)
        turns = TurnExecutor(
            store: TurnStore(router),
            engine: engine,
            policies: policies,
            configuration: configuration,
            metrics: metrics,
            logger: logger,
            bell: turnBell,
            deliveryBell: deliveryBell,
            changed: changed
        )
        deliveries = DeliveryExecutor(
            store: deliveryStore,
            channels: channels,
            directory: directory,
            pulse: pulse,
            configuration: configuration,
            metrics: metrics,
            logger: logger,
            bell: deliveryBell,
            changed: changed
        )
        turnLoop = WorkLoop(
            bell: turnBell,
            concurrency: configuration.turnConcurrency,
            pollInterval: configuration.pollInterval,
            stopGrace: configuration.stopGrace,
            onLoad: { metrics.turns(inFlight: $0) }
        )
        deliveryLoop = WorkLoop(
            bell: deliveryBell,
            concurrency: configuration.deliveryConcurrency,
            reserved: configuration.dangerDeliveries,
            pollInterval: configuration.pollInterval,
            stopGrace: configuration.sendTimeout + .seconds(2),
            onLoad: { metrics.deliveries(inFlight: $0) }
        )
        upkeep = Upkeep(
            store: UpkeepStore(router),
            deliveries: deliveryStore,
            directory: directory,
            endpoints: kept,
            pulse: pulse,
            policies: policies,
            ladders: LadderClimber(store: AlertStore(router), policies: policies, metrics: metrics, changed: changed),
            waiting: WaitingWatch(
                store: WaitingStore(router),
                policies: policies,
                metrics: metrics,
                limit: configuration.longestWait,
                changed: changed,
                bell: deliveryBell
            ),
            alarm: alarm,
            notices: RuleNotices(router),
            gate: gate,
            blocks: blocks,
            blockNotices: BlockNotices(router),
            configuration: configuration,
            metrics: metrics,
            logger: logger,
            ingestWaiting: { [ingest] in ingest.waiting },
            changed: changed
        )
    }

    /// Works until it is shut down gracefully: then it claims no more, and what runs ends or is handed back.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await upkeep.run() }
            group.addTask { [self] in
                await upkeep.every(upkeep.configuration.turnWatch, "turns under way") { try await turns.watch() }
            }
            group.addTask { [self] in
                await upkeep.every(configuration.endpointRefresh, "what was written to closed endpoints") {
                    try await takeKept()
                }
            }
            await withGracefulShutdownHandler {
                await withTaskGroup(of: Void.self) { loops in
                    loops.addTask { [self] in
                        await turnLoop.run(claim: turns.claim, perform: turns.perform, settle: turns.settle)
                    }
                    loops.addTask { [self] in
                        await deliveryLoop.run(
                            claimingInto: deliveries.claim,
                            perform: deliveries.perform,
                            settle: deliveries.settle
                        )
                    }
                }
            } onGracefulShutdown: { [turnLoop, deliveryLoop] in
                turnLoop.stop()
                deliveryLoop.stop()
            }
            group.cancelAll()
        }
    }

    /// Looks for work at once: somebody else than this router may have left some, as staff do with every reply.
    package func wake() {
        turnBell.ring()
        deliveries.bell.ring()
    }

    /// Reads the endpoints and policies, so that the first webhook finds them.
    package func prepare() async throws {
        try await directory.refresh()
        try await policies.refresh()
    }

    /// The one way in: stores, counts, and wakes whoever answers or watches.
    func submit(
        _ submission: IngestQueue.Submission,
        at endpoints: some Collection<EndpointDirectory.Entry>
    ) async throws -> [IngestQueue.Fate] {
        let started = ContinuousClock.now
        let fates = try await ingest.submit(submission)
        metrics.stored(in: .now - started)
        let greets = endpoints.contains(where: \.greets)
        pulse.received(at: submission.items.lazy.map(\.endpoint))
        for case .stored(let outcome) in fates {
            metrics.received(outcome.isRepeated ? .duplicate : outcome.decision)
            if !outcome.isRepeated, let reason = outcome.reason {
                if let call = EscalationReason(rawValue: reason) { metrics.escalated(call) }
                if outcome.decision == .rejected { metrics.limited(reason) }
            }
            if let wait = outcome.wait, outcome.turn != nil { turnBell.ring(after: wait) }
            if let superseded = outcome.superseded { turns.stop(superseded) }
            if outcome.mayHaveSpoken(greets: greets) { deliveries.bell.ring() }
        }
        tell(endpoints.lazy.map(\.property))
        return fates
    }

    /// Tells of a commit at these hotels; one webhook's are next to each other, if not all the same.
    func tell(_ properties: some Sequence<PropertyID>) {
        var last: PropertyID?
        for property in properties where property != last {
            changed(property)
            last = property
        }
    }
}

extension IngestOutcome {
    /// Whether storing the message may have written words of the hotel's own beside it: a rule's, a call's, or a
    /// greeting, which comes with the first message of a conversation.
    fileprivate func mayHaveSpoken(greets: Bool) -> Bool {
        switch decision {
        case .routedRule, .toStaff: true
        case .turnOpened, .rejected: greets && !isRepeated
        case .absorbed, .queued, .duplicate, .held: false
        }
    }
}
