import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Departments' work, guests and notifications over HTTP.
@Suite struct TaskRoutesTests {
    private func newTask(_ people: PeopleUnderTest, as token: String) async throws -> String {
        let body = #"""
            {"departmentId":"\#(try await people.department())","description":"Two towels","room":"412",
             "priority":"high","items":[{"name":"Towel","quantity":2}],"dueAt":"2026-11-21T09:30:00Z"}
            """#
        let made = try await people.ask("POST", "/api/v1/tasks", as: token, body: body)
        #expect(made.status == 201)
        return try #require(made.headers["location"])
    }

    @Test func `A task goes from nobody's to done, each step at its version`() async throws {
        try await PeopleUnderTest.serving { people in
            let me = StaffID(UUID.version7())
            let agent = people.token(for: .agent, staff: me)
            let task = try await newTask(people, as: agent)
            func patch(_ body: String, _ version: Int) async throws -> APIAnswer {
                try await people.ask("PATCH", task, as: agent, body: body, headers: ["If-Match": "\"\(version)\""])
            }
            let assigned = try await patch(#"{"assignedTo":"\#(me)"}"#, 1)
            #expect(assigned.json["status"] as? String == "assigned")
            #expect(try await patch(#"{"status":"in_progress"}"#, 1).status == 412)
            let started = try await patch(#"{"status":"in_progress"}"#, 2)
            #expect(started.json["startedAt"] != nil)
            let done = try await patch(#"{"status":"completed","note":"Brought"}"#, 3)
            #expect(done.json["status"] as? String == "completed")
            #expect(done.json["note"] as? String == "Brought")
            let refused = try await patch(#"{"status":"cancelled"}"#, 4)
            #expect(refused.code == "task_completed")
            #expect(refused.json["allowed"] as? [String] == ["reopen"])
            let again = try await patch(#"{"status":"pending"}"#, 4)
            #expect(again.json["status"] as? String == "pending")
            #expect(again.json["assignee"] == nil)
            #expect(try await patch(#"{"status":"assigned"}"#, 5).code == "task_pending")
            let late = try await patch(#"{"dueAt":null,"priority":"low"}"#, 5)
            #expect(late.json["dueAt"] == nil)
            #expect(try await people.ask("PATCH", task, as: agent, body: #"{"colour":"red"}"#).status == 422)
            #expect(try await people.hotel.violations() == [])
        }
    }

    @Test func `Whoever claims second learns who was first`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let me = StaffID(UUID.version7())
            let manager = people.token(for: .manager, staff: me)
            let task = try await newTask(people, as: agent)
            #expect(try await people.ask("POST", task + "/claim", as: agent).status == 200)
            #expect(try await people.ask("POST", task + "/claim", as: agent).status == 200)
            let refused = try await people.ask("POST", task + "/claim", as: manager)
            #expect(refused.status == 409)
            #expect(refused.code == "task_taken")
            #expect((refused.json["detail"] as? String)?.contains("Test agent") == true)
            let viewer = people.token(for: .viewer)
            // The other way to take a task for oneself is no way around.
            let stolen = try await people.ask("PATCH", task, as: manager, body: #"{"assignedTo":"\#(me)"}"#)
            #expect(stolen.status == 409)
            #expect(stolen.code == "task_taken")
            #expect(try await people.ask("POST", task + "/claim", as: viewer).status == 403)
            let other = try await people.hotel.neighbour("borealis")
            let stranger = people.token(for: .admin, at: other.property)
            for (method, path, body) in [("GET", task, nil), ("PATCH", task, "{}"), ("POST", task + "/claim", nil)]
                as [(String, String, String?)]
            {
                #expect(try await people.ask(method, path, as: stranger, body: body).status == 404)
            }
            let foreign = #"{"departmentId":"\#(try await people.department())","description":"Two towels"}"#
            #expect(try await people.ask("POST", "/api/v1/tasks", as: stranger, body: foreign).status == 422)
        }
    }

    @Test func `Lists show what fits`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            var tasks: [String] = []
            for _ in 0..<5 { tasks.append(try await newTask(people, as: agent)) }
            #expect(try await people.ask("POST", tasks[1] + "/claim", as: agent).status == 200)
            func count(_ query: String) async throws -> Int? {
                (try await people.ask("GET", "/api/v1/tasks?\(query)", as: agent).json["items"] as? [Any])?.count
            }
            #expect(try await count("") == 5)
            #expect(try await count("status=pending") == 4)
            #expect(try await count("status=assigned&assignedTo=me") == 1)
            #expect(try await count("assignedTo=none") == 4)
            #expect(try await count("department=front_desk") == 0)
            #expect(try await count("department=housekeeping") == 5)
            let page = try await people.ask("GET", "/api/v1/tasks?limit=3", as: agent)
            let cursor = try #require(page.json["nextCursor"] as? String)
            #expect(try await count("limit=3&cursor=\(cursor)") == 2)
            #expect(try await people.ask("GET", "/api/v1/tasks?status=lost", as: agent).status == 400)
        }
    }

    @Test func `A guest is found by name, number and room, and every look is audited`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            try await people.hotel.receive([Guest(1, name: "Ada Chen").writes("Hi", to: people.hotel)])
            let guest: GuestID = try await people.hotel.value("SELECT id FROM guests")
            try await people.hotel.run(
                """
                INSERT INTO stays (property_id, guest_id, room, arrival, departure, status, confirmation)
                VALUES (\(people.hotel.property), \(guest), '412', current_date - 1, current_date + 3, 'in_house', 'AB12')
                """
            )
            for text in ["chen", "412", "ab12", "555-0001", "%2B1500"] {
                let found = try await people.ask("GET", "/api/v1/guests?text=\(text)", as: agent)
                let ids = (found.json["items"] as? [[String: Any]])?.map { $0["id"] as? String }
                #expect(ids == ["\(guest)"], "\(text)")
            }
            #expect(try await people.ask("GET", "/api/v1/guests", as: agent).status == 400)
            let profile = try await people.ask("GET", "/api/v1/guests/\(guest)", as: agent)
            #expect((profile.json["stay"] as? [String: Any])?["room"] as? String == "412")
            #expect((profile.json["conversations"] as? [Any])?.count == 1)
            let other = try await people.hotel.neighbour("borealis")
            let stranger = people.token(for: .admin, at: other.property)
            #expect(try await people.ask("GET", "/api/v1/guests/\(guest)", as: stranger).status == 404)
            #expect(
                try await people.hotel.values("SELECT action FROM audit ORDER BY id", as: String.self)
                    == Array(repeating: "guest.search", count: 5) + ["guest.read"]
            )
        }
    }

    @Test func `A notification is acknowledged by whoever is first`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let delivery = try await people.hotel.answeredAndClaimed(Guest(1))
            _ = try await people.hotel.deliveries.finish([delivery.failed()], node: "n", settleTime: .zero)
            let open = try await people.ask("GET", "/api/v1/notifications?acknowledged=false", as: agent)
            let id = try #require((open.json["items"] as? [[String: Any]])?.first?["id"] as? String)
            let path = "/api/v1/notifications/\(id)/acknowledge"
            #expect(try await people.ask("POST", path, as: agent).status == 200)
            let again = try await people.ask("POST", path, as: people.token(for: .manager))
            #expect((again.json["acknowledgedBy"] as? [String: Any])?["name"] as? String == "Test agent")
            let left = try await people.ask("GET", "/api/v1/notifications?acknowledged=false", as: agent)
            #expect((left.json["items"] as? [Any])?.isEmpty == true)
        }
    }
}
