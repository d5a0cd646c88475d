import Domain
import Logging
import Store

/// What is done now and then, by every node alike: all of it is safe to do twice.
struct Upkeep: Sendable {
    let store: UpkeepStore
    let deliveries: DeliveryStore
    let directory: EndpointDirectory
    let endpoints: EndpointUpkeep
    let pulse: EndpointPulse
    let policies: PolicyDirectory
    let ladders: LadderClimber
    let waiting: WaitingWatch
    let alarm: RuleAlarm
    let notices: RuleNotices
    let gate: FlowGate
    let blocks: BlockAlarm
    let blockNotices: BlockNotices
    let configuration: RouterConfiguration
    let metrics: RouterMetrics
    let logger: Logger
    let ingestWaiting: @Sendable () -> Int
    /// Told of each commit at a hotel.
    let changed: @Sendable (PropertyID) -> Void

    /// Does everything at its own pace until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await every(configuration.endpointRefresh, "endpoints") { try await directory.refreshIfChanged() }
            }
            group.addTask {
                await every(configuration.endpointRefresh, "closed endpoints") {
                    let told = try await endpoints.tend(settleTime: configuration.drainSettleTime)
                    Set(told).forEach(changed)
                    Set(try await pulse.tellOfRefusals()).forEach(changed)
                }
            }
            group.addTask { await every(configuration.endpointNotes, "endpoint notes") { try await pulse.store() } }
            group.addTask { await every(configuration.policyRefresh, "policies") { try await policies.refresh() } }
            group.addTask {
                await every(configuration.policyRefresh, "rules") {
                    let told = try await alarm.handOver { try await notices.tell($0) }
                    told.forEach(changed)
                    if !told.isEmpty {
                        logger.warning(
                            "policies did not work, or more came in than limits let in, and staff were told",
                            metadata: ["properties": "\(told.map(\.description).joined(separator: " "))"]
                        )
                    }
                }
            }
            group.addTask {
                await every(configuration.policyRefresh, "limits") {
                    if policies.areLimitsShared { try await gate.agree() }
                }
            }
            group.addTask {
                await every(configuration.policyRefresh, "blocked callers") {
                    try await blocks.handOver { try await blockNotices.tell($0) }.forEach(changed)
                }
            }
            group.addTask { await every(.seconds(3600), "gone nodes' counts") { try await gate.forget() } }
            group.addTask {
                await every(.seconds(5), "unknown deliveries") {
                    let settled = try await deliveries.settleUnknown(
                        policy: configuration.unknownPolicy,
                        mark: configuration.resendMark,
                        limit: 500
                    )
                    Set(settled).forEach(changed)
                    if !settled.isEmpty {
                        logger.warning(
                            "deliveries stayed unknown; staff were told",
                            metadata: ["count": "\(settled.count)"]
                        )
                    }
                }
            }
            group.addTask { await every(configuration.ladderInterval, "ladders") { try await ladders.climb() } }
            group.addTask {
                await every(configuration.waitingInterval, "waiting guests") {
                    let called = try await waiting.look()
                    if called > 0 {
                        logger.error(
                            "the AI kept guests waiting too long; people were called",
                            metadata: ["conversations": "\(called)"]
                        )
                    }
                }
            }
            group.addTask {
                await every(.seconds(60), "idle conversations") {
                    let resolved = try await store.resolveIdle(after: configuration.idleTimeout)
                    Set(resolved).forEach(changed)
                }
            }
            group.addTask {
                await every(.seconds(600), "idempotency keys") {
                    // A full batch means there is more.
                    while try await store.forgetAnswers(olderThan: configuration.answerRetention) == 1000 {}
                }
            }
            group.addTask { await every(.seconds(3600), "log partitions") { try await store.ensureLogPartitions() } }
            group.addTask {
                await every(.seconds(3600), "old events") {
                    let dropped = try await store.dropEvents(olderThan: configuration.eventRetention)
                    if dropped > 0 {
                        logger.notice("months of the event log were dropped", metadata: ["count": "\(dropped)"])
                    }
                }
            }
            group.addTask {
                await every(.seconds(5), "ages") {
                    let ages = try await store.ages()
                    metrics.ages(unanswered: ages.unansweredGuest, turn: ages.dueTurn, delivery: ages.queuedDelivery)
                    metrics.ingestQueue(ingestWaiting())
                }
            }
        }
    }

    func every(_ interval: Duration, _ name: String, _ work: @Sendable () async throws -> some Any) async {
        while !Task.isCancelled {
            do {
                _ = try await work()
            } catch is CancellationError {
                return
            } catch {
                metrics.failed("upkeep")
                logger.warning("upkeep failed", metadata: ["part": "\(name)", "error": "\(error)"])
            }
            // Spread, so that nodes started together do not come together. Ends early only when cancelled.
            try? await Task.sleep(for: interval * Double.random(in: 0.9...1.1))
        }
    }
}
