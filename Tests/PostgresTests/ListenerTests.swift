import Postgres
import Testing

@Suite(.database)
struct ListenerTests {
    /// Runs a listener on the test's channels and hands its events to `body` one by one.
    private func listening(
        _ configuration: PostgresConfiguration? = nil,
        to channels: [String],
        heartbeat: Duration = .seconds(10),
        _ body: (Inbox<ListenerEvent>) async throws -> Void
    ) async throws {
        let listener = PostgresListener(
            try configuration ?? PostgresTests.configuration(),
            channels: channels,
            heartbeat: heartbeat,
            backoff: Backoff(minimum: .milliseconds(10), maximum: .milliseconds(100))
        )
        let events = Inbox<ListenerEvent>()
        let task = Task { await listener.run { events.put($0) } }
        do {
            try await body(events)
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        await task.value
    }

    private func notification(_ event: ListenerEvent?) -> String? {
        if case .notification(let channel, let payload, _) = event { "\(channel):\(payload)" } else { nil }
    }

    private func isListening(_ event: ListenerEvent?, reconnected: Bool) -> Bool {
        if case .listening(reconnected) = event { true } else { false }
    }

    @Test(.timeLimit(.minutes(15)))
    func `notifications arrive in order, on every channel, with their payloads`() async throws {
        try await listening(to: ["turns", "Odd \"name\""]) { events in
            #expect(isListening(await events.next(), reconnected: false))
            try await withConnection { connection in
                _ = try await connection.query("NOTIFY turns, 'one'")
                _ = try await connection.pipeline(["NOTIFY \(identifier: "Odd \"name\""), 'two'", "NOTIFY turns"])
            }
            #expect(notification(await events.next()) == "turns:one")
            #expect(notification(await events.next()) == "Odd \"name\":two")
            #expect(notification(await events.next()) == "turns:")
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `a killed listener says so and listens again`() async throws {
        try await listening(to: ["lost"]) { events in
            #expect(isListening(await events.next(), reconnected: false))
            try await withConnection { connection in
                _ = try await connection.query(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN \"lost\"'"
                )
                guard case .lost(let error) = await events.next() else {
                    Issue.record("the loss was not told")
                    return
                }
                #expect(error.isConnectionLoss)
                #expect(isListening(await events.next(), reconnected: true))
                _ = try await connection.query("NOTIFY lost, 'again'")
                #expect(notification(await events.next()) == "lost:again")
            }
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `a connection that dies silently is noticed by its heartbeat`() async throws {
        let proxy = try await SilencingProxy(to: TestDatabase.serverURL)
        var configuration = try PostgresTests.configuration()
        configuration.connectionString = try proxied(configuration.connectionString, port: proxy.port)
        // It must hear and be heard in this time while all is well.
        configuration.clientTimeout = .seconds(2)
        configuration.cancelGrace = .milliseconds(100)
        try await listening(configuration, to: ["quiet"], heartbeat: .milliseconds(50)) { events in
            #expect(isListening(await events.next(), reconnected: false))
            proxy.fallSilent()
            guard case .lost(let error) = await events.next() else {
                Issue.record("the silence was not noticed")
                return
            }
            #expect(error.code == .timeout)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `listening survives a restart of the server`() async throws {
        try await PrivateServer.with { server in
            try await listening(server.configuration, to: ["restart"]) { events in
                #expect(isListening(await events.next(), reconnected: false))
                try await server.stop()
                guard case .lost = await events.next() else {
                    Issue.record("the loss was not told")
                    return
                }
                try await server.start()
                while case .lost = await events.next() {}
                let connection = try await PostgresConnection.connect(server.configuration)
                _ = try await connection.query("NOTIFY restart, 'back'")
                await connection.close()
                #expect(notification(await events.next()) == "restart:back")
            }
        }
    }
}
