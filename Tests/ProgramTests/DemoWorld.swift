import AIEngine
import Channels
import Domain
import Foundation
import Logging
import Postgres
import Routing
import ServiceLifecycle
import Store
import TestSupport
import Testing

@testable import ConciergeCommand

/// The demo hotel with its own concierge, and guests on its web chat.
struct DemoWorld: Sendable {
    let stores: Database
    let router: MessageRouter
    let endpoint: EndpointDirectory.Entry

    /// Runs a test in a demo hotel of its own.
    static func with(
        channels: [any Channel] = [],
        _ body: @Sendable (DemoWorld) async throws -> Void
    ) async throws {
        try await TestDatabase.withClone { database async throws in
            let settings = try DoctorTests.settings(database.url)
            try await settings.withDatabase { stores in
                _ = try await DemoLoader(database: stores, box: try settings.requireSecretBox()).load()
                _ = try await stores.router.query("UPDATE endpoints SET accumulation_ms = 0, welcome = NULL")
                let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                let router = MessageRouter(
                    database: stores,
                    channels: ChannelService([WebChatChannel()] + channels),
                    engine: HouseConcierge(knowledge: StoredKnowledge(store: KnowledgeStore(stores.router))),
                    configuration: RouterConfiguration(node: "scenario"),
                    logger: silence,
                    open: { _ in nil }
                )
                try await router.prepare()
                let endpoint = try #require(
                    try await router.endpoint(provider: WebChatChannel.providerName, address: DemoLoader.chatKey)
                )
                let world = DemoWorld(stores: stores, router: router, endpoint: endpoint)
                let group = ServiceGroup(services: [router], logger: silence)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    let result: Result<Void, any Error>
                    do {
                        result = .success(try await body(world))
                    } catch {
                        result = .failure(error)
                    }
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                    try result.get()
                }
            }
        }
    }

    /// A guest writes; returns once every turn has ended and every word is on its way, with what they were told.
    @discardableResult
    func say(_ text: String, kind: ContentKind = .text, as guest: String = "ada") async throws -> [String] {
        let before = try await told(guest).count
        try await write(text, kind: kind, as: guest)
        try await settle()
        return Array(try await told(guest).dropFirst(before))
    }

    /// A guest writes, and nobody waits for an answer: the message is stored.
    func write(_ text: String, kind: ContentKind = .text, as guest: String = "ada") async throws {
        _ = try await router.accept(
            InboundMessage(
                provider: WebChatChannel.providerName,
                endpointAddress: DemoLoader.chatKey,
                senders: [GuestIdentity(kind: .webSession, value: guest)],
                senderName: guest,
                providerMessageID: UUID().uuidString,
                kind: kind,
                text: text
            ),
            at: endpoint
        )
    }

    /// Waits until every turn has ended and every word is on its way.
    func settle() async throws {
        try await until(
            "NOT EXISTS (SELECT FROM conversations WHERE turn_due_at IS NOT NULL OR delivery_due_at IS NOT NULL)"
        )
    }

    /// What a guest was told, in order.
    private func told(_ guest: String) async throws -> [String] {
        try await stores.router.query(
            """
            SELECT m.body FROM messages m JOIN conversations c ON c.id = m.conversation_id
            WHERE c.recipient_value = \(guest) AND m.author <> 'guest' ORDER BY m.seq
            """
        ).map { try $0.get(0) }
    }

    /// Where a guest's conversation stands: state, reason, priority and department.
    func standing(_ guest: String = "ada") async throws -> String {
        let rows = try await stores.router.query(
            """
            SELECT concat_ws(' ', c.state, c.escalation_reason, c.priority, d.code) FROM conversations c
            LEFT JOIN departments d ON d.id = c.department_id WHERE c.recipient_value = \(guest)
            """
        )
        return try #require(rows.first).get(0)
    }

    /// Department and priority of every task, in order.
    func tasks() async throws -> [String] {
        try await stores.router.query(
            """
            SELECT concat_ws(' ', d.code, t.priority) FROM tasks t JOIN departments d ON d.id = t.department_id
            ORDER BY t.created_at, d.code
            """
        ).map { try $0.get(0) }
    }

    /// Closes every conversation, as if that had happened some time ago. Only when everything has settled.
    func resolve(secondsAgo: Int) async throws {
        _ = try await stores.router.query(
            """
            UPDATE conversations SET state = 'resolved', resolved_at = now() - \(secondsAgo) * interval '1 second',
                owner_epoch = owner_epoch + 1, state_version = state_version + 1
            WHERE state <> 'resolved'
            """
        )
    }

    /// One number that a query counts.
    func count(_ query: SQL) async throws -> Int {
        try #require(await stores.router.query(query).first).get(0)
    }

    private func until(_ condition: SQL) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let rows = try await stores.router.query("SELECT (\(fragment: condition)) AS holds FROM pg_sleep(0.02)")
            if try #require(rows.first).get("holds", as: Bool.self) { return }
            guard .now < deadline else { throw ProgramFailure(description: condition.text) }
        }
    }
}
