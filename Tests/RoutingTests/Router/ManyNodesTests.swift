import AIEngine
import Channels
import Domain
import Foundation
import Postgres
import Routing
import Store
import TestSupport
import Testing

/// Nodes are equal, and any may stop or lose its database at any moment.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ManyNodesTests {
    private func phone(_ number: Int) -> String { "1500555\(String(number + 10_000).dropFirst())" }

    private func request(_ number: Int) -> WebhookRequest {
        MetaWebhook.request(
            to: HotelWorld.address,
            [MetaWebhook.Words(from: phone(number), text: "question \(number)", id: "wamid.\(number)")]
        )
    }

    /// Everybody writes once; who is not answered 2xx is sent again, as Meta does.
    private func everybodyWrites(_ count: Int, to routers: [MessageRouter]) async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                let request = request(number)
                group.addTask {
                    var attempt = number
                    while await routers[attempt % routers.count].receive(request, from: "whatsapp").status != 200 {
                        attempt += 1
                    }
                }
            }
        }
    }

    private func expectOneAnswerEach(_ count: Int, _ channel: ScriptedChannel, in world: HotelWorld) async throws {
        let expected = Dictionary(
            uniqueKeysWithValues: (0..<count).map { ("+\(phone($0))", ["answer to: question \($0)"]) }
        )
        let wrong = expected.filter { channel.texts[$0.key] != $0.value }
        #expect(wrong.isEmpty, "\(wrong.count) guests were not answered exactly once")
        #expect(channel.sent.count == count)
        #expect(try await world.count("SELECT count(*) FROM messages WHERE author = 'guest'") == count)
        #expect(try await world.count("SELECT count(*) FROM messages WHERE author = 'ai'") == count)
        try await world.expectSound()
    }

    @Test func `Two nodes share 500 guests, and each is answered once`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let engines = [ScriptedEngine.prompt, ScriptedEngine.prompt]
            let others = Database(world.database.configuration, routerConnections: 6, apiConnections: 1)
            let first = try await world.router("a", engine: engines[0], channel: channel) { $0.turnConcurrency = 16 }
            let second = try await world.router("b", engine: engines[1], channel: channel, pools: others) {
                $0.turnConcurrency = 16
            }
            try await world.running(first, second) {
                await everybodyWrites(500, to: [first, second])
                try await world.until(500, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            await others.shutdown()
            #expect(engines.map(\.asked.count).reduce(0, +) == 500)
            #expect(engines.allSatisfy { $0.asked.count > 0 })
            try await expectOneAnswerEach(500, channel, in: world)
        }
    }

    @Test func `A node stopped in the middle hands its turns back at once, and another answers them`() async throws {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let stopping = ScriptedEngine.waiting(for: Gate())
            let first = try await world.router("a", engine: stopping, channel: channel)
            let started = ContinuousClock.now
            try await world.running(first) {
                await everybodyWrites(40, to: [first])
                await stopping.asked.reaches(40)
            }
            #expect(.now - started < .seconds(30))
            #expect(channel.sent.count == 0)
            #expect(try await world.count("SELECT count(*) FROM turn_events WHERE kind = 'handed_back'") == 40)
            #expect(try await world.count("SELECT count(*) FROM conversations WHERE turn_due_at > now()") == 0)

            let second = try await world.router("b", channel: channel)
            try await world.running(second) {
                try await world.until(40, "SELECT count(*) FROM deliveries WHERE state = 'sent'", within: .seconds(30))
            }
            // What was handed back was not the turn's fault: it does not count as an attempt.
            #expect(try await world.words("SELECT DISTINCT attempts::text FROM turns") == ["1"])
            try await expectOneAnswerEach(40, channel, in: world)
        }
    }

    @Test func `A node stopped while providers take their time waits for them`() async throws {
        try await HotelWorld.with { world in
            let gate = Gate()
            let channel = ScriptedChannel { message, _ in
                await gate.wait()
                return .accepted(providerMessageID: "out-\(message.deliveryID)")
            }
            let router = try await world.router(channel: channel)
            let stopped = Task {
                try await world.running(router) {
                    await everybodyWrites(10, to: [router])
                    await channel.sent.reaches(10)
                }
            }
            await channel.sent.reaches(10)
            gate.open()
            try await stopped.value
            #expect(try await world.words("SELECT DISTINCT state FROM deliveries") == ["sent"])
            try await expectOneAnswerEach(10, channel, in: world)
        }
    }

    @Test func `The server throws out every session again and again, and everybody is answered exactly once`()
        async throws
    {
        try await HotelWorld.with { world in
            let channel = ScriptedChannel()
            let others = Database(world.database.configuration, routerConnections: 6, apiConnections: 1)
            // Short leases: what a lost session held comes back soon.
            let change: (inout RouterConfiguration) -> Void = {
                $0.turnLease = .seconds(3)
                $0.aiTimeout = .seconds(1)
                $0.turnAttempts = 100
                $0.turnConcurrency = 16
                $0.pollInterval = .milliseconds(100)
            }
            let first = try await world.router("a", channel: channel, change)
            let second = try await world.router("b", channel: channel, pools: others, change)
            try await world.running(first, second) {
                let writing = Task { await everybodyWrites(300, to: [first, second]) }
                for round in 1...6 {
                    try await world.until(
                        1,
                        "SELECT (count(*) >= \(round * 40))::int FROM deliveries WHERE state = 'sent'"
                    )
                    _ = try await world.owner.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name <> 'test owner'
                        """
                    )
                }
                await writing.value
                try await world.until(300, "SELECT count(*) FROM deliveries WHERE state = 'sent'")
            }
            await others.shutdown()
            try await expectOneAnswerEach(300, channel, in: world)
        }
    }
}
