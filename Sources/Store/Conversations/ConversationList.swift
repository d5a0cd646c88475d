package import Domain
package import Foundation
import Postgres

/// Which conversations a list shows; whatever is not named does not matter.
package struct ConversationFilter: Sendable, Hashable {
    /// Whose they must be.
    package enum Assignee: Sendable, Hashable {
        case staff(StaffID)
        case nobody
    }

    package var states: Set<ConversationState>?
    package var channels: Set<ChannelKind>?
    package var assignee: Assignee?
    /// Its code, or its id.
    package var department: String?
    package var guest: GuestID?
    /// Only what something was said in since then, that moment included.
    package var since: Date?
    /// Words that occur in a message, or in the guest's name.
    package var text: String?

    /// Shows everything.
    package init() {}
}

/// A place in a list that is sorted by time, newest first.
package struct ListPlace: Sendable, Hashable {
    /// Microseconds since 1970, as PostgreSQL counts them.
    package let microseconds: Int
    package let id: UUID

    /// Names both.
    package init(microseconds: Int, id: UUID) {
        self.microseconds = microseconds
        self.id = id
    }

    /// Its moment in SQL. Statements compare it and the id one by one: behind row-level security PostgreSQL looks the
    /// moment up in an index then, and would not for a comparison of both as a row.
    var moment: SQL { "'epoch'::timestamptz + \(microseconds) * interval '1 microsecond'" }
}

/// A page of a list.
package struct ListPage<Item: Sendable>: Sendable {
    package let items: [Item]
    /// Where it goes on; nil at its end.
    package let next: ListPlace?
}

/// Lists conversations, the newest activity first.
///
/// The keys are found by the index of each endpoint and state (or assignee, or department, and state), so that a page
/// costs the same whatever the hotel's history. A search for words reads the messages of the next
/// ``ConversationList/searchDepth`` conversations that fit otherwise, and no more: its pages may hold fewer than asked
/// for, or none, and still go on.
package struct ConversationList: Sendable {
    /// How many conversations one page of a search for words looks through.
    package static let searchDepth = 400

    private let scope: PropertyScope

    /// Reads what one hotel may see.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// One page.
    ///
    /// - Parameters:
    ///   - place: the last one shown; nil for the first page.
    ///   - limit: how many at most.
    package func page(_ filter: ConversationFilter, after place: ListPlace?, limit: Int) async throws -> ListPage<
        ConversationView
    > {
        let isSearch = filter.text != nil
        let depth = isSearch ? Self.searchDepth : limit + 1
        let rows = try await scope.query(Self.keys(filter, after: place, depth: depth))
        var found: [ListPlace] = []
        var last: ListPlace?
        for row in rows {
            let key = ListPlace(microseconds: try row.get("microseconds"), id: try row.get("id"))
            if try row.get("fits", as: Bool.self) {
                if found.count == limit {
                    last = nil
                    break
                }
                found.append(key)
            }
            last = key
        }
        // Behind a full page, or a search that looked as far as it may, there can be more.
        let isCut = found.count == limit && last == nil
        let next = isCut ? found.last : (isSearch && rows.count == depth ? last : nil)
        let views = try await DeskReader(scope).conversations(found.map { ConversationID($0.id) })
        return ListPage(items: views, next: next)
    }

    private static func keys(_ filter: ConversationFilter, after place: ListPlace?, depth: Int) -> SQL {
        let limit = Int32(clamping: depth)
        let source = source(filter, conditions: conditions(filter, after: place), limit: limit)
        let found: SQL = "SELECT f.* FROM (\(fragment: source)) AS f ORDER BY f.activity DESC, f.id DESC LIMIT \(limit)"
        let key: SQL = "k.id, (extract(epoch FROM k.activity) * 1000000)::bigint AS microseconds"
        guard let text = filter.text else {
            let all: SQL = "SELECT \(fragment: key), true AS fits FROM (\(fragment: found)) AS k"
            return (all + " ORDER BY k.activity DESC, k.id DESC").named("conversations.list")
        }
        let pattern = LikePattern.containing(text)
        // Of two EXISTS with OR between them PostgreSQL makes a hash of every message of the hotel that holds the words.
        let search: SQL = """
            SELECT \(fragment: key), coalesce(
                (SELECT true FROM messages m WHERE m.conversation_id = k.id AND m.body ILIKE \(pattern) LIMIT 1),
                (SELECT true FROM guests g WHERE g.id = k.guest_id AND g.display_name ILIKE \(pattern)), false) AS fits
            FROM (\(fragment: found)) AS k ORDER BY k.activity DESC, k.id DESC
            """
        return search.named("conversations.search")
    }

    /// Where the keys come from: for each state, and each endpoint unless there is a narrower way, the newest ones.
    private static func source(_ filter: ConversationFilter, conditions: SQL, limit: Int32) -> SQL {
        let columns: SQL = "c.id, c.guest_id, c.last_message_at AS activity"
        let order: SQL = "ORDER BY c.last_message_at DESC, c.id DESC LIMIT \(limit)"
        let states = (filter.states ?? Set(ConversationState.allCases)).map(\.rawValue).sorted()
        if let guest = filter.guest {
            return """
                SELECT \(fragment: columns) FROM conversations c
                WHERE c.guest_id = \(guest) AND c.state = ANY (\(states)) \(fragment: conditions) \(fragment: order)
                """
        }
        let anchor: SQL
        let each: SQL
        if case .staff(let staff) = filter.assignee {
            anchor = "unnest(\(states)) AS s (state)"
            each = "c.assigned_staff_id = \(staff)"
        } else if let department = filter.department {
            anchor = "(\(fragment: Self.department(department))) AS d CROSS JOIN unnest(\(states)) AS s (state)"
            each = "c.department_id = d.id"
        } else {
            anchor = "(\(fragment: endpoints(filter))) AS e CROSS JOIN unnest(\(states)) AS s (state)"
            each = "c.endpoint_id = e.id"
        }
        return """
            SELECT x.* FROM \(fragment: anchor)
            CROSS JOIN LATERAL (
                SELECT \(fragment: columns) FROM conversations c
                WHERE \(fragment: each) AND c.state = s.state \(fragment: conditions) \(fragment: order)
            ) AS x
            """
    }

    private static func conditions(_ filter: ConversationFilter, after place: ListPlace?) -> SQL {
        var all: SQL = ""
        if let place {
            all =
                all
                    + """
                     AND c.last_message_at <= \(fragment: place.moment)
                     AND (c.last_message_at < \(fragment: place.moment) OR c.id < \(place.id))
                    """
        }
        if let since = filter.since { all = all + " AND c.last_message_at >= \(since)" }
        switch filter.assignee {
        case .staff(let staff): all = all + " AND c.assigned_staff_id = \(staff)"
        case .nobody: all = all + " AND c.assigned_staff_id IS NULL"
        case nil: break
        }
        if let department = filter.department {
            all = all + " AND c.department_id IN (\(fragment: Self.department(department)))"
        }
        if filter.channels != nil { all = all + " AND c.endpoint_id IN (\(fragment: endpoints(filter)))" }
        return all
    }

    private static func endpoints(_ filter: ConversationFilter) -> SQL {
        guard let channels = filter.channels else { return "SELECT id FROM endpoints" }
        return "SELECT id FROM endpoints WHERE channel = ANY (\(channels.map(\.rawValue).sorted()))"
    }

    private static func department(_ name: String) -> SQL {
        "SELECT id FROM departments WHERE code = \(name) OR id::text = \(name.lowercased())"
    }
}

/// Patterns for ILIKE out of what people type.
enum LikePattern {
    /// Whatever holds these words, letter by letter.
    static func containing(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        return "%" + SafeText.withoutNUL(plain) + "%"
    }
}
