package import Domain
import Foundation
import Postgres

/// Reads what people see of conversations, in batches by id and one at a time. What is another hotel's is not there.
package struct DeskReader: Sendable {
    /// Anything that shows one hotel: a scope, or a transaction in which one was entered.
    let executor: any PostgresExecutor

    /// Reads what one hotel may see.
    package init(_ scope: PropertyScope) {
        executor = scope
    }

    /// Conversations in the order of the ids; who is not there is left out.
    package func conversations(_ ids: [ConversationID]) async throws -> [ConversationView] {
        guard !ids.isEmpty else { return [] }
        return try await executor.query(Self.conversations(ids)).map(ConversationView.init)
    }

    /// One conversation; nil when there is no such one here.
    package func conversation(_ id: ConversationID) async throws -> ConversationView? {
        try await conversations([id]).first
    }

    /// Messages in the order of the ids.
    package func messages(_ ids: [MessageID]) async throws -> [MessageView] {
        guard !ids.isEmpty else { return [] }
        return try await executor.query(Self.messages(ids)).map(MessageView.init)
    }

    /// Deliveries in the order of the ids.
    package func deliveries(_ ids: [DeliveryID]) async throws -> [DeliveryView] {
        guard !ids.isEmpty else { return [] }
        return try await executor.query(Self.deliveries(ids)).map(DeliveryView.init)
    }

    /// Tasks in the order of the ids.
    package func tasks(_ ids: [TaskID]) async throws -> [TaskView] {
        guard !ids.isEmpty else { return [] }
        return try await executor.query(TaskDesk.byIDs(ids)).map(TaskView.init)
    }

    /// Notes in the order of the ids.
    package func notes(_ ids: [NoteID]) async throws -> [NoteView] {
        guard !ids.isEmpty else { return [] }
        return try await executor.query(
            SQL(
                """
                SELECT n.* FROM unnest(\(ids)) WITH ORDINALITY AS i (id, place) JOIN notes n ON n.id = i.id ORDER BY i.place
                """
            ).named("notes.by_ids")
        ).map(NoteView.init)
    }

    /// A conversation with everything around it, in one round trip; nil when there is no such one here.
    ///
    /// - Parameters:
    ///   - reader: who looks; without the permission to read guests the guest's identities and stay stay hidden.
    ///   - isAudited: whether the look at the guest was kept already, because nothing can be written here.
    package func detail(
        _ id: ConversationID,
        for reader: Principal,
        isAudited: Bool = false,
        newestMessages: Int = 50
    ) async throws -> ConversationDetail? {
        let showsGuest = reader.may(.readGuests)
        var statements = [
            Self.conversations([id]),
            Self.page(of: id, before: nil, limit: newestMessages),
            TaskDesk.ofConversation(id),
            Self.transitions(of: id),
            Self.drafts(of: id),
            SQL("SELECT count(*) AS count FROM notes WHERE conversation_id = \(id)").named("notes.count"),
        ]
        if showsGuest { statements.append(Self.guest(of: id)) }
        if showsGuest, !isAudited { statements.append(Self.look(atGuestOf: id, by: reader)) }
        let answers = try await executor.pipeline(statements)
        guard let view = try answers[0].first.map(ConversationView.init) else { return nil }
        return ConversationDetail(
            conversation: view,
            guestProfile: showsGuest ? try answers[6].first.map(GuestSummary.init) : nil,
            messages: try answers[1].map(MessageView.init).reversed(),
            tasks: try answers[2].map(TaskView.init),
            transitions: try answers[3].map(TransitionView.init).reversed(),
            drafts: try answers[4].map(DraftView.init),
            noteCount: try answers[5].first?.get("count") ?? 0
        )
    }

    /// Keeps in the audit that somebody who may read guests looks at a conversation's guest; for those who then read
    /// where nothing can be written.
    package func noteLook(atGuestOf id: ConversationID, by reader: Principal) async throws {
        guard reader.may(.readGuests) else { return }
        _ = try await executor.query(Self.look(atGuestOf: id, by: reader))
    }

    /// Messages before a number, in their order; the newest ones without one. Nil when there is no such conversation.
    package func messages(in id: ConversationID, before: Int?, limit: Int) async throws -> [MessageView]? {
        let answers = try await executor.pipeline([Self.exists(id), Self.page(of: id, before: before, limit: limit)])
        return answers[0].isEmpty ? nil : try answers[1].map(MessageView.init).reversed()
    }

    /// Messages after a number, in their order. Nil when there is no such conversation.
    package func messages(in id: ConversationID, after: Int, limit: Int) async throws -> [MessageView]? {
        let page: SQL = """
            SELECT \(fragment: Self.messageColumns) FROM messages m \(fragment: Self.latestDelivery)
            WHERE m.conversation_id = \(id) AND m.seq > \(after) ORDER BY m.seq LIMIT \(Int32(clamping: limit))
            """
        let answers = try await executor.pipeline([Self.exists(id), page.named("messages.after")])
        return answers[0].isEmpty ? nil : try answers[1].map(MessageView.init)
    }

    /// Notes, oldest first, after a place. Nil when there is no such conversation.
    package func notes(in id: ConversationID, after place: ListPlace?, limit: Int) async throws -> ListPage<NoteView>? {
        let from: SQL =
            place.map {
                """
                AND n.created_at >= \(fragment: $0.moment)
                 AND (n.created_at > \(fragment: $0.moment) OR n.id > \($0.id))
                """
            } ?? ""
        let page: SQL = """
            SELECT n.*, (extract(epoch FROM n.created_at) * 1000000)::bigint AS microseconds FROM notes n
            WHERE n.conversation_id = \(id) \(fragment: from)
            ORDER BY n.created_at, n.id LIMIT \(Int32(clamping: limit + 1))
            """
        let answers = try await executor.pipeline([Self.exists(id), page.named("notes.page")])
        return answers[0].isEmpty ? nil : try ListPage(answers[1], limit: limit, NoteView.init)
    }
}

extension ListPage {
    /// Rows with columns `id` and `microseconds`, one more than asked for when there are more.
    init(_ rows: Rows, limit: Int, _ read: (Row) throws -> Item) throws {
        items = try rows.prefix(limit).map(read)
        next =
            rows.count > limit
            ? try rows.prefix(limit).last.map {
                ListPlace(microseconds: try $0.get("microseconds"), id: try $0.get("id"))
            } : nil
    }
}
