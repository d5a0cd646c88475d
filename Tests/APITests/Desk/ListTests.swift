import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Lists: what they show, in which order, and how they go on.
@Suite struct ListTests {
    /// The ids of a whole list, read page by page.
    private func all(_ people: PeopleUnderTest, _ path: String, as token: String) async throws -> [String] {
        var ids: [String] = []
        var next: String? = path
        while let here = next {
            let page = try await people.ask("GET", here, as: token)
            #expect(page.status == 200)
            ids += (page.json["items"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
            next = page.headers["link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
            #expect((next == nil) == (page.json["nextCursor"] == nil))
        }
        return ids
    }

    @Test func `The newest activity comes first, and pages neither skip nor repeat`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            var lanes: [String] = []
            for guest in 1...9 {
                lanes.append(
                    "\(try await people.conversation(guest, in: guest.isMultiple(of: 3) ? "resolved" : "active", as: agent))"
                )
            }
            // Two of the same moment, and one that was heard of again.
            try await people.hotel.run(
                "UPDATE conversations SET last_message_at = (SELECT min(last_message_at) FROM conversations) WHERE id = ANY (\(lanes.prefix(2).compactMap { ConversationID($0) }))"
            )
            try await people.hotel.receive([Guest(4).writes("Again", to: people.hotel)])
            let expected = try await people.hotel.values(
                "SELECT id::text FROM conversations ORDER BY last_message_at DESC, id DESC",
                as: String.self
            )
            for limit in [1, 2, 3, 4, 50] {
                #expect(try await all(people, "/api/v1/conversations?limit=\(limit)", as: agent) == expected)
            }
            let open = try await all(people, "/api/v1/conversations?state=active,new&limit=2", as: agent)
            #expect(open.count == 6)
            let both = try await all(people, "/api/v1/conversations?state=active&state=resolved&limit=4", as: agent)
            #expect(both == expected)
        }
    }

    @Test func `Each filter shows what fits and nothing else`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let sms = try await people.hotel.byEndpoint("2", channel: "sms")
            let first = try await people.conversation(1, in: "escalated", as: agent)
            let second = try #require(
                try await people.hotel.receive([Guest(2, name: "Grace").writes("A towel, 100% cotton", to: sms)]).first?
                    .conversation
            )
            let department = try await people.department()
            try await people.ask(
                "POST",
                "/api/v1/conversations/\(first)/assign",
                as: agent,
                body: #"{"staffId":null,"departmentId":"\#(department)"}"#
            )
            let guest: GuestID = try await people.hotel.value(
                "SELECT guest_id FROM conversations WHERE id = \(second)"
            )
            for (query, expected) in [
                ("channel=sms", [second]), ("channel=sms,whatsapp", [first, second]), ("channel=web", []),
                ("state=escalated", [first]), ("assignedTo=none", [first, second]), ("assignedTo=me", []),
                ("department=housekeeping", [first]), ("department=\(department)", [first]), ("department=spa", []),
                ("guestId=\(guest)", [second]), ("since=2020-01-01T00:00:00Z", [first, second]),
                ("since=2120-01-01T00:00:00Z", []), ("text=towel", [second]), ("text=grace", [second]),
                ("text=100%25", [second]), ("text=10_%25", []), ("text=towel&channel=whatsapp", []),
                ("department=housekeeping&channel=sms", []), ("guestId=\(guest)&state=resolved", []),
            ] as [(String, [ConversationID])] {
                let found = try await all(people, "/api/v1/conversations?\(query)", as: agent)
                #expect(Set(found) == Set(expected.map(\.description)), "\(query)")
            }
        }
    }

    @Test func `A search that has looked as far as it may goes on`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let batch = (0..<1_002).map { Guest($0).writes($0 == 0 ? "needle" : "hay", to: people.hotel) }
            for part in stride(from: 0, to: batch.count, by: 100) {
                try await people.hotel.receive(Array(batch[part..<min(part + 100, batch.count)]))
            }
            try await people.hotel.run(
                """
                UPDATE conversations SET last_message_at = now() - interval '1 hour'
                WHERE id = (SELECT conversation_id FROM messages WHERE body = 'needle')
                """
            )
            let first = try await people.ask("GET", "/api/v1/conversations?text=needle", as: agent)
            #expect((first.json["items"] as? [Any])?.isEmpty == true)
            #expect(first.json["nextCursor"] != nil)
            #expect(try await all(people, "/api/v1/conversations?text=needle", as: agent).count == 1)
        }
    }

    @Test func `Messages are read both ways`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            for number in 2...7 { try await people.hotel.receive([Guest(1).writes("\(number)", to: people.hotel)]) }
            let path = "/api/v1/conversations/\(lane)/messages"
            func numbers(_ query: String) async throws -> ([Int], Int?, Int?) {
                let page = try await people.ask("GET", path + query, as: agent)
                let items = page.json["items"] as? [[String: Any]] ?? []
                return (
                    items.compactMap { $0["seq"] as? Int }, page.json["before"] as? Int, page.json["after"] as? Int
                )
            }
            #expect(try await numbers("") == ([1, 2, 3, 4, 5, 6, 7], nil, 7))
            #expect(try await numbers("?limit=3") == ([5, 6, 7], 5, 7))
            #expect(try await numbers("?limit=3&before=5") == ([2, 3, 4], 2, 4))
            #expect(try await numbers("?limit=3&before=2") == ([1], nil, 1))
            #expect(try await numbers("?limit=3&after=2") == ([3, 4, 5], 3, 5))
            #expect(try await numbers("?after=7") == ([], nil, nil))
            for query in ["?before=0", "?before=x", "?after=-1", "?before=3&after=1", "?limit=0", "?limit=201"] {
                #expect(try await people.ask("GET", path + query, as: agent).status == 400, "\(query)")
            }
        }
    }

    @Test func `What is no parameter, no word and no cursor is refused`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let odd = PageCursorText(["253402300800000001", UUID().uuidString])
            for query in [
                "colour=red", "state=open", "state=active,", "channel=fax", "assignedTo=you", "since=yesterday",
                "cursor=abc", "cursor=\(odd)", "cursor=\(PageCursorText(["x", UUID().uuidString]))",
                "cursor=\(PageCursorText(["1"]))", "guestId=1", "limit=1000", "text=",
                "department=", "department=\(String(repeating: "d", count: 65))",
            ] {
                let answer = try await people.ask("GET", "/api/v1/conversations?\(query)", as: agent)
                #expect(answer.status == 400, "\(query)")
                #expect(answer.code == "invalid_query")
            }
            let long = "/api/v1/tasks?department=\(String(repeating: "d", count: 65))"
            #expect(try await people.ask("GET", long, as: agent).code == "invalid_query")
            #expect(try await people.ask("GET", "/api/v1/conversations/seven", as: agent).status == 404)
        }
    }

    /// A cursor's text with any parts.
    private func PageCursorText(_ parts: [String]) -> String {
        let json = (try? JSONEncoder().encode(parts)) ?? Data()
        return json.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
