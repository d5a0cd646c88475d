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
package struct MessageRouter: Service {
    let channels: ChannelService
    let directory: EndpointDirectory
    let policies: PolicyDirectory
    let triager: Triager
    private let receipts: ReceiptStore
    private let ingest: IngestQueue
    private let reports: ReceiptQueue
    private let turns: TurnExecutor
    private let deliveries: DeliveryExecutor
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
            group.addTask { await upkeep.run() }
            group.addTask {
                await upkeep.every(upkeep.configuration.turnWatch, "turns under way") { try await turns.watch() }
            }
            group.addTask {
                await upkeep.every(configuration.endpointRefresh, "what was written to closed endpoints") {
                    try await takeKept()
                }
            }
            await withGracefulShutdownHandler {
                await withTaskGroup(of: Void.self) { loops in
                    loops.addTask { await turnLoop.run(claim: turns.claim, perform: turns.perform) }
                    loops.addTask {
                        await deliveryLoop.run(claimingInto: deliveries.claim, perform: deliveries.perform)
                    }
                }
            } onGracefulShutdown: {
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

    /// Answers a provider's request. A 2xx is given only after the commit.
    ///
    /// - Parameters:
    ///   - request: what arrived, byte for byte.
    ///   - provider: whose webhook address it arrived at.
    package func receive(_ request: WebhookRequest, from provider: String) async -> WebhookReply {
        guard let channel = channels.channel(for: provider) else {
            return .refusal(404, "no_channel", "No such webhook.")
        }
        if let answer = channel.handshake(request, verifyTokens: directory.verifyTokens(of: provider)) { return answer }
        let matching = channel.verify(request, candidates: directory.secrets(of: provider))
        guard !matching.isEmpty else {
            metrics.refusedWebhook("signature")
            return .refusal(401, "invalid_signature", "The signature is missing or wrong.")
        }
        do {
            return try await accept(request, through: channel, signedWith: matching)
        } catch {
            metrics.refusedWebhook("unavailable")
            logger.error("a webhook could not be stored", metadata: ["provider": "\(provider)", "error": "\(error)"])
            return .refusal(503, "unavailable", "The message could not be stored now; send it again.")
        }
    }

    private func accept(
        _ request: WebhookRequest,
        through channel: any Channel,
        signedWith secrets: Set<String>
    ) async throws -> WebhookReply {
        let parsed: ParsedWebhook
        do throws(WebhookError) {
            parsed = try channel.parse(request)
        } catch {
            // Signed and yet unreadable: it would be no better the next time, so it is kept and not asked for again.
            metrics.quarantined("malformed")
            logger.error(
                "a signed webhook cannot be read and was put aside",
                metadata: ["provider": "\(channel.provider)", "error": "\(error)"]
            )
            try await receipts.quarantine([raw(request, channel, reason: "\(error)")], unknownAddresses: [])
            return .accepted
        }
        var found: [String: EndpointDirectory.Entry] = [:]
        var unknown: [String] = []
        for address in parsed.endpointAddresses.sorted() {
            guard let entry = try await directory.endpointReading(provider: channel.provider, address: address) else {
                unknown.append(address)
                continue
            }
            // One hotel's secret must not speak for another's number.
            guard let owned = entry.credentials?.appSecrets, !secrets.isDisjoint(with: owned) else {
                metrics.refusedWebhook("foreign_signature")
                return .refusal(401, "invalid_signature", "The signature is not this endpoint's.")
            }
            found[address] = entry
        }
        let known = found
        let closed = Set(parsed.messages.map(\.endpointAddress).filter { known[$0]?.isEnabled == false })
        try await putAside(parsed, unknown, closed.compactMap { known[$0] }, request, channel)
        async let merged: Void = merge(parsed.receipts, known, request, channel, logsRaw: parsed.messages.isEmpty)
        try await store(parsed.messages.filter { !closed.contains($0.endpointAddress) }, known, request, channel)
        try await merged
        return .accepted
    }

    private func store(
        _ messages: [InboundMessage],
        _ known: [String: EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel
    ) async throws {
        let items = messages.compactMap { message in
            known[message.endpointAddress].map { entry in
                var triage = triager.triage(message, by: entry.channel, at: entry.property)
                // Stored and answered 2xx all the same: the provider would only send it again.
                triage.rejection = triager.admit(triage, at: entry.id, of: entry.property)?.rejection
                return IngestItem(message, endpoint: entry.id, triage: triage)
            }
        }
        guard !items.isEmpty else { return }
        let entry = messages.lazy.compactMap { known[$0.endpointAddress] }.first
        _ = try await submit(
            IngestQueue.Submission(items: items, receipt: raw(request, channel, entry: entry)),
            at: messages.lazy.compactMap { known[$0.endpointAddress] }
        )
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

    private func merge(
        _ all: [DeliveryReceipt],
        _ known: [String: EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel,
        logsRaw: Bool
    ) async throws {
        let own = all.compactMap { receipt in known[receipt.endpointAddress].map { (endpoint: $0.id, receipt: receipt) }
        }
        guard !own.isEmpty else { return }
        let entry = all.lazy.compactMap { known[$0.endpointAddress] }.first
        let merges = try await reports.submit(
            ReceiptQueue.Submission(reports: own, receipt: logsRaw ? raw(request, channel, entry: entry) : nil)
        )
        for merge in merges { metrics.receiptMerged(isKnown: merge.delivery != nil) }
        // A settled lane may have the next delivery due at once.
        if merges.contains(where: \.isChange) {
            deliveries.bell.ring()
            tell(all.lazy.compactMap { known[$0.endpointAddress]?.property })
        }
    }

    /// Tells of a commit at these hotels; one webhook's are next to each other, if not all the same.
    private func tell(_ properties: some Sequence<PropertyID>) {
        var last: PropertyID?
        for property in properties where property != last {
            changed(property)
            last = property
        }
    }

    /// Logs what nobody can use: items that cannot be read, addresses nobody owns, messages to closed endpoints.
    private func putAside(
        _ parsed: ParsedWebhook,
        _ unknown: [String],
        _ closed: [EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel
    ) async throws {
        var receipts = parsed.quarantined.map { item in
            RawReceipt(
                provider: channel.provider,
                quarantineReason: SafeText.withoutNUL(item.reason),
                body: Bytes(Array(item.raw.utf8))
            )
        }
        if !closed.isEmpty {
            receipts += closed.map { raw(request, channel, entry: $0, reason: RawReceipt.closed) }
            metrics.quarantined("closed_endpoint")
            logger.warning(
                "a guest wrote to an endpoint that is closed",
                metadata: ["provider": "\(channel.provider)", "endpoints": "\(closed.count)"]
            )
        }
        if !unknown.isEmpty {
            receipts.append(
                raw(request, channel, reason: "no endpoint has the address \(unknown.joined(separator: ", "))")
            )
            metrics.quarantined("unknown_endpoint")
            logger.error(
                "a webhook is for an address that no endpoint has",
                metadata: ["provider": "\(channel.provider)"]
            )
        }
        if !parsed.quarantined.isEmpty { metrics.quarantined("unreadable_item", parsed.quarantined.count) }
        for notice in parsed.notices {
            logger.warning(
                "the provider reports a problem of an endpoint",
                metadata: ["provider": "\(channel.provider)", "code": "\(notice.code)"]
            )
        }
        guard !receipts.isEmpty else { return }
        let told = try await self.receipts.quarantine(
            receipts,
            unknownAddresses: unknown.map { (channel.provider, SafeText.withoutNUL($0)) },
            closed: closed.map(\.id)
        )
        tell(told)
    }

    private func raw(
        _ request: WebhookRequest,
        _ channel: any Channel,
        entry: EndpointDirectory.Entry? = nil,
        reason: String? = nil
    ) -> RawReceipt {
        RawReceipt(
            provider: channel.provider,
            property: entry?.property,
            endpoint: entry?.id,
            quarantineReason: reason.map(SafeText.withoutNUL),
            body: Bytes(request.body)
        )
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
