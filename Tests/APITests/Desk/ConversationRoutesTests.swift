import Domain
import Foundation
import Postgres
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// What staff do with conversations, over HTTP.
@Suite struct ConversationRoutesTests {
    private static let verbs: [(path: String, body: String?)] = [
        ("messages", #"{"content":"Rosa here."}"#), ("escalate", nil), ("resolve", nil), ("return-to-ai", nil),
        ("assign", #"{"staffId":null}"#), ("reopen", nil),
    ]

    /// What each verb answers where a conversation stands: a status, or 409 with its code.
    private static let table = """
        state      messages                   escalate                   resolve  return-to-ai             assign                   reopen
        active     202                        200                        200      409:conversation_active  409:conversation_active  409:conversation_active
        escalated  202                        200                        200      200                      200                      409:conversation_escalated
        resolved   409:conversation_resolved  409:conversation_resolved  200      409:conversation_resolved  409:conversation_resolved  200
        """

    @Test func `Every state and every verb`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            var number = 0
            for line in Self.table.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ").map(String.init)
                for (verb, expected) in zip(Self.verbs, fields.dropFirst()) {
                    number += 1
                    let lane = try await people.conversation(number, in: fields[0], as: agent)
                    let answer = try await people.ask(
                        "POST",
                        "/api/v1/conversations/\(lane)/\(verb.path)",
                        as: agent,
                        body: verb.body
                    )
                    let outcome = answer.code.map { "\(answer.status):\($0)" } ?? "\(answer.status)"
                    #expect(outcome == expected, "\(verb.path) in \(fields[0])")
                    if answer.status == 409 {
                        let allowed = try #require(answer.json["allowed"] as? [String])
                        #expect(!allowed.contains(verb.path.replacing("-", with: "_")))
                    }
                }
            }
            #expect(try await people.hotel.violations() == [])
        }
    }

    @Test func `Saying again what is already so changes nothing and answers the same`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            for verb in ["escalate", "resolve"] {
                let path = "/api/v1/conversations/\(lane)/\(verb)"
                let first = try await people.ask("POST", path, as: agent)
                let again = try await people.ask("POST", path, as: agent)
                #expect(first.status == 200)
                #expect(again.status == 200)
                #expect(again.headers["etag"] == first.headers["etag"])
                #expect(again.text == first.text)
            }
            #expect(
                try await people.hotel.value("SELECT count(*) FROM transitions WHERE actor = 'staff'", as: Int.self)
                    == 2
            )
        }
    }

    @Test func `Who may not read guests sees no identities, and every look of who may is kept`() async throws {
        try await PeopleUnderTest.serving { people in
            let lane = try await people.conversation(1, in: "active", as: people.token(for: .agent))
            try await people.hotel.run("DELETE FROM audit")
            let path = "/api/v1/conversations/\(lane)"
            let subscription = #"{"conversationId":"\#(lane)","snapshot":true}"#
            let service = people.serviceToken([.readConversations])
            let hidden = try await people.ask("GET", path, as: service)
            #expect(hidden.status == 200)
            #expect(hidden.json["guestProfile"] == nil)
            let unshown = try await LiveClient.open(to: people.port, as: service) { client in
                try await client.subscribe(subscription)
            }
            #expect(unshown.part("snapshot")["id"] as? String == "\(lane)")
            #expect(unshown.part("snapshot")["guestProfile"] == nil)
            let looks: SQL = "SELECT actor FROM audit WHERE action = 'guest.read' ORDER BY id"
            #expect(try await people.hotel.values(looks, as: String.self) == [])

            var readers: [String] = []
            for role in StaffRole.allCases {
                let staff = StaffID(UUID.version7())
                let token = people.token(for: role, staff: staff)
                let shown = try await people.ask("GET", path, as: token)
                let profile = try #require(shown.json["guestProfile"] as? [String: Any])
                #expect((profile["identities"] as? [Any])?.count == 1)
                let snapshot = try await LiveClient.open(to: people.port, as: token) { client in
                    try await client.subscribe(subscription).part("snapshot")["guestProfile"] as? [String: Any]
                }
                #expect(snapshot?["id"] as? String == profile["id"] as? String)
                readers += ["staff:\(staff)", "staff:\(staff)"]
                let subject = try await people.hotel.value(
                    "SELECT count(*) FROM audit WHERE subject = \("guest:\(profile["id"] ?? "")")",
                    as: Int.self
                )
                #expect(subject == readers.count)
            }
            #expect(try await people.hotel.values(looks, as: String.self) == readers)
        }
    }

    @Test func `A stale version is refused and told the present one`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let shown = try await people.ask("GET", "/api/v1/conversations/\(lane)", as: agent)
            let seen = try #require(shown.headers["etag"])
            let path = "/api/v1/conversations/\(lane)/escalate"
            let done = try await people.ask("POST", path, as: agent, headers: ["If-Match": seen])
            #expect(done.status == 200)
            let stale = try await people.ask(
                "POST",
                "/api/v1/conversations/\(lane)/resolve",
                as: agent,
                headers: ["If-Match": seen]
            )
            #expect(stale.status == 412)
            #expect(stale.code == "version_stale")
            #expect(stale.headers["etag"] == done.headers["etag"])
            let odd = try await people.ask("POST", path, as: agent, headers: ["If-Match": "seven"])
            #expect(odd.status == 400)
        }
    }

    @Test func `A word is accepted with the delivery to watch, and comes back as the guest will read it`()
        async throws
    {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let sent = try await people.ask(
                "POST",
                "/api/v1/conversations/\(lane)/messages",
                as: agent,
                body: #"{"content":"Your room is ready."}"#
            )
            #expect(sent.status == 202)
            let watch = try #require(sent.headers["location"])
            let delivery = try await people.ask("GET", watch, as: agent)
            #expect(delivery.json["state"] as? String == "queued")
            let messages = try await people.ask("GET", "/api/v1/conversations/\(lane)/messages?after=1", as: agent)
            let items = try #require(messages.json["items"] as? [[String: Any]])
            #expect(items.map { $0["content"] as? String } == ["Your room is ready."])
            #expect((items[0]["staff"] as? [String: Any])?["name"] as? String == "Test agent")
            let detail = try await people.ask("GET", "/api/v1/conversations/\(lane)", as: agent)
            #expect(detail.json["state"] as? String == "escalated")
            #expect((detail.json["transitions"] as? [[String: Any]])?.count == 2)
        }
    }

    @Test func `One message longer than its channel takes becomes several, in order`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let path = "/api/v1/conversations/\(lane)/messages"
            // 4,000 scalars, but 8,000 of the units in which providers count.
            let long = String(repeating: "😀", count: 4000)
            let sent = try await people.ask("POST", path, as: agent, body: #"{"content":"\#(long)"}"#)
            #expect(sent.status == 202)
            #expect((sent.json["continued"] as? [Any])?.count == 1)
            let tooLong = String(repeating: "a", count: 4097)
            #expect(try await people.ask("POST", path, as: agent, body: #"{"content":"\#(tooLong)"}"#).status == 422)
            #expect(try await people.ask("POST", path, as: agent, body: #"{"content":" \n "}"#).status == 422)
            #expect(try await people.ask("POST", path, as: agent, body: #"{"content":"a\u0000b"}"#).status == 202)
        }
    }

    @Test func `Outside the channel's window nothing is said, and nothing changes`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            try await people.hotel.run("UPDATE conversations SET window_expires_at = now() - interval '1 hour'")
            let path = "/api/v1/conversations/\(lane)/messages"
            let refused = try await people.ask("POST", path, as: agent, body: #"{"content":"Hello?"}"#)
            #expect(refused.status == 409)
            #expect(refused.code == "window_closed")
            #expect(try await people.hotel.value("SELECT state FROM conversations") == "active")
        }
    }

    @Test func `Who ended text messages is not written to, and the desk says why`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            try await people.hotel.run("UPDATE endpoints SET channel = 'sms'")
            try await people.hotel.run(
                """
                INSERT INTO opt_outs (endpoint_id, kind, value, property_id)
                SELECT endpoint_id, recipient_kind, recipient_value, property_id FROM conversations
                """
            )
            let path = "/api/v1/conversations/\(lane)"
            let seen = try await people.ask("GET", path, as: agent).json["window"] as? [String: Any]
            #expect(seen?["isOpen"] as? Bool == false)
            #expect(seen?["hasOptedOut"] as? Bool == true)
            let refused = try await people.ask("POST", path + "/messages", as: agent, body: #"{"content":"Hello?"}"#)
            #expect(refused.status == 409)
            #expect(refused.code == "opted_out")
            #expect(try await people.hotel.value("SELECT state FROM conversations") == "active")
        }
    }

    @Test func `The same key sends once, whatever happens, in 200 pairs out of 200`() async throws {
        try await PeopleUnderTest.serving(limits: CallerLimits(RateLimit(maxRequests: 100_000, windowMs: 60_000))) {
            people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let path = "/api/v1/conversations/\(lane)/messages"
            for number in 0..<200 {
                let key = ["Idempotency-Key": "key-\(number)"]
                let body = #"{"content":"Word \#(number)"}"#
                async let first = people.ask("POST", path, as: agent, body: body, headers: key)
                async let second = people.ask("POST", path, as: agent, body: body, headers: key)
                let answers = try await [first, second]
                #expect(answers.map(\.status) == [202, 202])
                #expect(answers[0].text == answers[1].text)
            }
            let other = try await people.ask(
                "POST",
                path,
                as: agent,
                body: #"{"content":"Another"}"#,
                headers: ["Idempotency-Key": "key-7"]
            )
            #expect(other.status == 422)
            #expect(other.code == "idempotency_key_reused")
            #expect(
                try await people.hotel.value("SELECT count(*) FROM messages WHERE author = 'staff'", as: Int.self)
                    == 200
            )
            #expect(try await people.hotel.violations() == [])
        }
    }

    @Test func `Work that is not finished keeps the AI out, unless forced`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "escalated", as: agent)
            let department = try await people.department()
            let task = #"{"departmentId":"\#(department)","description":"Two towels","conversationId":"\#(lane)"}"#
            #expect(try await people.ask("POST", "/api/v1/tasks", as: agent, body: task).status == 201)
            let path = "/api/v1/conversations/\(lane)/return-to-ai"
            let refused = try await people.ask("POST", path, as: agent)
            #expect(refused.code == "tasks_open")
            let forced = try await people.ask("POST", path, as: agent, body: #"{"force":true,"note":"Agreed"}"#)
            #expect(forced.json["state"] as? String == "active")
            #expect(forced.json["assignee"] == nil)
            let notes = try await people.ask("GET", "/api/v1/conversations/\(lane)/notes", as: agent)
            #expect((notes.json["items"] as? [[String: Any]])?.first?["body"] as? String == "Agreed")
            #expect(try await people.hotel.violations() == [])
        }
    }

    @Test func `A closed conversation stays closed once the guest has gone on in another`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let old = try await people.conversation(1, in: "resolved", as: agent)
            try await people.hotel.run("UPDATE conversations SET resolved_at = now() - interval '1 day'")
            let newer = try await people.conversation(1, in: "active", as: agent)
            #expect(newer != old)
            let refused = try await people.ask("POST", "/api/v1/conversations/\(old)/reopen", as: agent)
            #expect(refused.code == "newer_conversation_open")
            #expect(refused.headers["location"] == "/api/v1/conversations/\(newer)")
        }
    }

    @Test func `It is given to whoever takes it, to nobody, and to a department`() async throws {
        try await PeopleUnderTest.serving { people in
            let me = StaffID(UUID.version7())
            let agent = people.token(for: .agent, staff: me)
            let lane = try await people.conversation(1, in: "escalated", as: agent)
            let path = "/api/v1/conversations/\(lane)/assign"
            let mine = try await people.ask("POST", path, as: agent, body: #"{"staffId":"\#(me)"}"#)
            #expect((mine.json["assignee"] as? [String: Any])?["id"] as? String == "\(me)")
            let list = try await people.ask("GET", "/api/v1/conversations?assignedTo=me", as: agent)
            #expect((list.json["items"] as? [Any])?.count == 1)
            let nobody = try await people.ask("POST", path, as: agent, body: #"{"staffId":null}"#)
            #expect(nobody.json["assignee"] == nil)
            let department = try await people.department()
            let moved = try await people.ask(
                "POST",
                path,
                as: agent,
                body: #"{"staffId":null,"departmentId":"\#(department)"}"#
            )
            #expect((moved.json["department"] as? [String: Any])?["code"] as? String == "housekeeping")
            let missing = try await people.ask("POST", path, as: agent, body: "{}")
            #expect(missing.status == 422)
        }
    }

    @Test func `Reading takes what is unread off, and moves no version`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let before = try await people.ask("GET", "/api/v1/conversations/\(lane)", as: agent)
            #expect(before.json["unreadCount"] as? Int == 1)
            let read = try await people.ask("POST", "/api/v1/conversations/\(lane)/read", as: agent)
            #expect(read.json["unreadCount"] as? Int == 0)
            #expect(read.headers["etag"] == before.headers["etag"])
            #expect(
                try await people.hotel.value("SELECT kind FROM events ORDER BY event_seq DESC LIMIT 1")
                    == "conversation.updated"
            )
        }
    }

    @Test func `Viewers read and change nothing; another hotel's are not there`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let viewer = people.token(for: .viewer)
            let other = try await people.hotel.neighbour("borealis")
            let stranger = people.token(for: .admin, at: other.property)
            #expect(try await people.ask("GET", "/api/v1/conversations/\(lane)", as: viewer).status == 200)
            for verb in Self.verbs + [("notes", #"{"body":"Hm"}"#), ("read", nil)] {
                let path = "/api/v1/conversations/\(lane)/\(verb.path)"
                #expect(try await people.ask("POST", path, as: viewer, body: verb.body).status == 403)
                #expect(try await people.ask("POST", path, as: stranger, body: verb.body).status == 404)
            }
            for path in ["", "/messages", "/notes"] {
                let path = "/api/v1/conversations/\(lane)\(path)"
                #expect(try await people.ask("GET", path, as: stranger).status == 404)
            }
            let list = try await people.ask("GET", "/api/v1/conversations", as: stranger)
            #expect((list.json["items"] as? [Any])?.isEmpty == true)
            #expect(try await people.hotel.value("SELECT state FROM conversations") == "active")
        }
    }
}

extension PeopleUnderTest {
    /// The housekeeping's id.
    func department() async throws -> DepartmentID {
        try await hotel.value(
            "SELECT id FROM departments WHERE property_id = \(hotel.property) AND code = 'housekeeping'"
        )
    }

    /// A guest's conversation, brought into a state by what staff do.
    func conversation(_ guest: Int, in state: String, as token: String) async throws -> ConversationID {
        let stored = try await hotel.receive([Guest(guest).writes("Hi", to: hotel)])
        let lane = try #require(stored.first?.conversation)
        if state != "active" {
            let verb = state == "escalated" ? "escalate" : "resolve"
            #expect(try await ask("POST", "/api/v1/conversations/\(lane)/\(verb)", as: token).status == 200)
        }
        return lane
    }
}
