import Domain
import Events
import Postgres
import Sessions
import Store
import Synchronization
import TestSupport
import Testing

@testable import API

/// What becomes of an open socket of `/ws` when what its owner may do changes on another node.
@Suite(.timeLimit(.minutes(15))) struct LiveAuthorityTests {
    /// How somebody's rights are taken back.
    enum Way: CaseIterable {
        case logOut, endSessions, disable
    }

    /// The promise; the nodes here look ten times as often as it takes.
    private static let promise = Duration.seconds(1)

    private func signIn(_ role: StaffRole, _ server: PeopleUnderTest) async throws -> (id: StaffID, token: String) {
        let person = try await server.hire(role)
        let signedIn = try await server.sessions.signIn(
            email: person.email,
            password: PeopleUnderTest.password,
            address: "test"
        )
        return (person.id, signedIn.accessToken)
    }

    private func conversation(_ hotel: Hotel) async throws -> String {
        try await hotel.receive([Guest(1).writes("Hello", to: hotel)])
        return try await hotel.value("SELECT id::text FROM conversations")
    }

    @Test(arguments: Way.allCases)
    func `Whoever is let go on one node is let go on the other within a second`(way: Way) async throws {
        try await PeopleUnderTest.onTwoNodes { here, there async throws in
            let agent = try await signIn(.agent, here)
            let admin = try await signIn(.admin, there)
            let colleague = try await signIn(.agent, here)
            try await LiveClient.open(to: here.port, as: colleague.token) { other async throws in
                try await LiveClient.open(to: here.port, as: agent.token) { client async throws in
                    _ = try await client.subscribe(#"{"all":true}"#)
                    let lateness = Lateness(asking: there.hotel.pool)
                    switch way {
                    case .logOut:
                        #expect(try await there.ask("POST", "/api/v1/auth/logout", as: agent.token).status == 204)
                    case .endSessions:
                        try await there.hotel.run(
                            """
                            SELECT end_session(id, 'revoked', 'system:test') FROM sessions WHERE staff_id = \(agent.id)
                            """
                        )
                    case .disable:
                        let answer = try await there.ask(
                            "PATCH",
                            "/api/v1/staff/\(agent.id)",
                            as: admin.token,
                            body: #"{"disabled":true}"#
                        )
                        #expect(answer.status == 200)
                    }
                    let start = ContinuousClock.now
                    var last = try await client.socket.next()
                    while let frame = last, frame.opcode != 8 { last = try await client.socket.next() }
                    #expect(last?.code == 4401)
                    #expect(ContinuousClock.now - start < Self.promise + lateness.allowance())
                }
                try await other.say(#"{"type":"ping"}"#)
                #expect(try await other.next().type == "pong")
            }
        }
    }

    @Test func `Whoever is let go between signing in and the socket's opening is let go`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            for _ in 0..<200 {
                let agent = try await server.realToken(for: .agent)
                let session: String = try await server.hotel.value(
                    "SELECT id::text FROM sessions ORDER BY created_at DESC LIMIT 1"
                )
                server.tokens.onceBelieved.withLock {
                    $0 = {
                        try await server.hotel.run(
                            "SELECT end_session(\(session)::uuid, 'signed_out', 'system:test')"
                        )
                        // Everybody who is registered is told now, and only now.
                        try await server.sessions.board.read()
                    }
                }
                try await LiveClient.open(to: server.port, as: agent) { client async throws in
                    #expect(try await client.socket.next()?.code == 4401)
                }
            }
        }
    }

    @Test func `Whoever is let go is let go in time, while it is asked for ever what somebody else may do`()
        async throws
    {
        try await PeopleUnderTest.serving(isWhole: true) { server async throws in
            let changed = try await signIn(.agent, server)
            let gone = try await signIn(.agent, server)
            let holder = try await PostgresConnection.connect(server.hotel.database.configuration)
            try await LiveClient.open(to: server.port, as: changed.token) { _ async throws in
                try await LiveClient.open(to: server.port, as: gone.token) { client async throws in
                    _ = try await client.subscribe(#"{"all":true}"#)
                    // What a session may do is read from here.
                    try await holder.script(
                        "BEGIN; LOCK TABLE staff_roles IN ACCESS EXCLUSIVE MODE",
                        label: "test.hold"
                    )
                    try await server.hotel.run(
                        """
                        INSERT INTO revocations (property_id, session_id, below_generation, reason)
                        SELECT property_id, id, 2, 'role_changed' FROM sessions WHERE staff_id = \(changed.id)
                        """
                    )
                    var isAsking = false
                    while !isAsking {
                        isAsking = try await server.hotel.value(
                            """
                            SELECT EXISTS (
                                SELECT FROM pg_stat_activity WHERE \(holder.backendPID) = ANY (pg_blocking_pids(pid)))
                            """
                        )
                    }
                    try await server.hotel.run(
                        "SELECT end_session(id, 'signed_out', 'system:test') FROM sessions WHERE staff_id = \(gone.id)"
                    )
                    let lateness = Lateness(asking: server.hotel.pool)
                    let start = ContinuousClock.now
                    #expect(try await client.socket.next()?.code == 4401)
                    #expect(ContinuousClock.now - start < Self.promise + lateness.allowance())
                    try await holder.script("ROLLBACK", label: "test.hold")
                }
            }
            await holder.close()
        }
    }

    @Test func `An agent who becomes a viewer goes on reading and says nothing more`() async throws {
        let many = RateLimit(maxRequests: 100_000, windowMs: 60_000)
        var sockets = SocketConfiguration()
        sockets.frameRate = many
        try await PeopleUnderTest.onTwoNodes(limits: CallerLimits(many), sockets: sockets) { here, there async throws in
            let id = try await conversation(here.hotel)
            let agent = try await signIn(.agent, here)
            let admin = try await signIn(.admin, there)
            try await LiveClient.open(to: here.port, as: agent.token) { client async throws in
                _ = try await client.subscribe(#"{"conversationId":"\#(id)"}"#)
                let nobody = "0198a000-0000-7000-8000-000000000000"
                func refusal(_ conversation: String) async throws -> String? {
                    try await client.say(
                        #"{"type":"send_message","id":"m","payload":{"conversationId":"\#(conversation)","content":"x"}}"#
                    )
                    return try await client.next("error").code
                }
                #expect(try await refusal(nobody) == "not_found")
                let answer = try await there.ask(
                    "PATCH",
                    "/api/v1/staff/\(agent.id)",
                    as: admin.token,
                    body: #"{"role":"viewer"}"#
                )
                #expect(answer.status == 200)
                let lateness = Lateness(asking: here.hotel.pool)
                let start = ContinuousClock.now
                while try await refusal(nobody) == "not_found" {
                    #expect(ContinuousClock.now - start < Self.promise + lateness.allowance())
                    // Mistakes in a row would end it.
                    try await client.say(#"{"type":"ping"}"#)
                    #expect(try await client.next().type == "pong")
                }
                #expect(try await refusal(id) == "forbidden")
                #expect(
                    try await here.hotel.value("SELECT count(*) FROM messages WHERE author = 'staff'", as: Int.self)
                        == 0
                )
                try await here.hotel.receive([Guest(1).writes("Still there?", to: here.hotel)])
                there.api.events.changed(here.hotel.property)
                #expect(try await client.next("message").part("message")["content"] as? String == "Still there?")
            }
        }
    }

    // MARK: A right that is gained

    /// Somebody signed in who may see conversations alone. No role is so poor; the token says it is.
    private func poor(_ server: PeopleUnderTest) async throws -> (id: StaffID, token: String) {
        let person = try await signIn(.agent, server)
        let session: SessionID = try await server.hotel.value(
            "SELECT id FROM sessions WHERE staff_id = \(person.id)"
        )
        let principal = Principal(
            identity: .staff(person.id, session: session, generation: 1),
            property: server.hotel.property,
            permissions: [.readConversations],
            role: .agent,
            name: "Test"
        )
        return (person.id, server.tokens.add(principal))
    }

    /// Has an admin make somebody a manager, and waits until their socket knows.
    private func promote(
        _ id: StaffID,
        by admin: String,
        _ client: inout LiveClient,
        _ server: PeopleUnderTest
    ) async throws {
        let body = #"{"role":"manager"}"#
        let answer = try await server.ask("PATCH", "/api/v1/staff/\(id)", as: admin, body: body)
        #expect(answer.status == 200)
        let lateness = Lateness(asking: server.hotel.pool)
        let start = ContinuousClock.now
        while true {
            let nobody = "0198a000-0000-7000-8000-000000000000"
            try await client.say(#"{"type":"typing","payload":{"conversationId":"\#(nobody)"}}"#)
            try await client.say(#"{"type":"ping"}"#)
            // Refused, or passed on and not answered.
            if try await client.next().type == "pong" { return }
            #expect(try await client.next("pong").type == "pong")
            try #require(
                ContinuousClock.now - start < Self.promise + lateness.allowance(),
                "the role did not reach the socket in time"
            )
        }
    }

    /// The tasks that a socket is told of until it hears a guest's word, and the words on the way.
    private func told(_ client: inout LiveClient, until word: String) async throws -> (tasks: [String], words: [String])
    {
        var (tasks, words): ([String], [String]) = ([], [])
        while words.last != word {
            let frame = try await client.next()
            if frame.type == "task_update" { tasks.append(frame.part("task")["description"] as? String ?? "") }
            if frame.type == "message" { words.append(frame.part("message")["content"] as? String ?? "") }
        }
        return (tasks, words)
    }

    private func patient() -> (limits: CallerLimits, sockets: SocketConfiguration) {
        let many = RateLimit(maxRequests: 100_000, windowMs: 60_000)
        var sockets = SocketConfiguration()
        sockets.frameRate = many
        return (CallerLimits(many), sockets)
    }

    @Test func `Tasks that went by whoever could not see them are told to a subscription that begins further back`()
        async throws
    {
        let (limits, sockets) = patient()
        try await PeopleUnderTest.serving(limits: limits, isWhole: true, sockets: sockets) { server async throws in
            let hotel = server.hotel
            _ = try await conversation(hotel)
            let agent = server.token(for: .agent)
            let department = try await server.department()
            func order(_ what: String) async throws {
                let body = #"{"departmentId":"\#(department)","description":"\#(what)"}"#
                #expect(try await server.ask("POST", "/api/v1/tasks", as: agent, body: body).status == 201)
            }
            func says(_ word: String) async throws {
                try await hotel.receive([Guest(1).writes(word, to: hotel)])
                server.api.events.changed(hotel.property)
            }
            let admin = try await signIn(.admin, server).token
            let reader = try await poor(server)
            let cursor = try await server.api.events.currentCursor(property: hotel.property).text
            try await LiveClient.open(to: server.port, as: reader.token) { client async throws in
                _ = try await client.subscribe(#"{"all":true}"#, id: "a")
                try await order("Towels")
                try await says("one")
                var heard = try await told(&client, until: "one")
                #expect(heard.tasks.isEmpty)
                try await promote(reader.id, by: admin, &client, server)
                try await order("Pillows")
                try await says("two")
                heard = try await told(&client, until: "two")
                #expect(heard.tasks == ["Pillows"])
                _ = try await client.subscribe(#"{"all":true,"cursor":"\#(cursor)"}"#, id: "b")
                try await says("three")
                heard = try await told(&client, until: "three")
                #expect(heard.tasks == ["Towels"])
                #expect(heard.words == ["three"])
            }
        }
    }

    @Test func `Whoever may see tasks while a subscription begins sees what happens until it has begun`() async throws {
        let (limits, sockets) = patient()
        try await PeopleUnderTest.serving(limits: limits, isWhole: true, sockets: sockets) { server async throws in
            let hotel = server.hotel
            let id = try await conversation(hotel)
            let body = #"{"departmentId":"\#(try await server.department())","description":"Towels"}"#
            #expect(
                try await server.ask("POST", "/api/v1/tasks", as: server.token(for: .agent), body: body).status == 201
            )
            let admin = try await signIn(.admin, server).token
            let reader = try await poor(server)
            try await hotel.withConnections(1) { sessions in
                try await LiveClient.open(to: server.port, as: server.token(for: .viewer)) { watcher async throws in
                    _ = try await watcher.subscribe(#"{"all":true}"#)
                    try await LiveClient.open(to: server.port, as: reader.token) { client async throws in
                        _ = try await client.subscribe(#"{"all":true}"#, id: "a")
                        // The other one is found out about here.
                        try await sessions[0].script(
                            "BEGIN; LOCK TABLE stays IN ACCESS EXCLUSIVE MODE",
                            label: "test.hold"
                        )
                        try await client.say(
                            #"{"type":"subscribe","id":"b","payload":{"conversationId":"\#(id)"}}"#
                        )
                        try await client.say(#"{"type":"ping"}"#)
                        #expect(try await client.next().type == "pong")
                        try await hotel.run(
                            """
                            INSERT INTO events (property_id, kind, payload)
                            SELECT property_id, 'task.updated', jsonb_build_object('taskId', id) FROM tasks
                            """
                        )
                        server.api.events.changed(hotel.property)
                        _ = try await watcher.next("task_update")
                        try await promote(reader.id, by: admin, &client, server)
                        try await sessions[0].script("COMMIT", label: "test.hold.end")
                        #expect(try await client.next().type == "subscribed")
                        try await hotel.receive([Guest(1).writes("after", to: hotel)])
                        server.api.events.changed(hotel.property)
                        let heard = try await told(&client, until: "after")
                        #expect(heard.tasks == ["Towels"])
                        #expect(heard.words == ["after"])
                    }
                }
            }
        }
    }
}
