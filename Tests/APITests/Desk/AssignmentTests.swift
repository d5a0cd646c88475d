import Conversations
import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// To whom conversations are given, what is kept of it, and what ends it.
@Suite struct AssignmentTests {
    private func transitions(_ people: PeopleUnderTest, _ lane: ConversationID) async throws -> [[String: Any]] {
        let shown = try await people.ask("GET", "/api/v1/conversations/\(lane)", as: people.token(for: .viewer))
        return try #require(shown.json["transitions"] as? [[String: Any]])
    }

    @Test func `Who got it and which department stand in the record and in the log`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "escalated", as: agent)
            let person = try await people.hire(.agent, name: "Rosa")
            let department = try await people.department()
            let path = "/api/v1/conversations/\(lane)/assign"
            let given = #"{"staffId":"\#(person.id)","departmentId":"\#(department)"}"#
            #expect(try await people.ask("POST", path, as: agent, body: given).status == 200)
            #expect(try await people.ask("POST", path, as: agent, body: #"{"staffId":null}"#).status == 200)
            let kept = try await transitions(people, lane)
            let (first, second) = (kept[kept.count - 2], kept[kept.count - 1])
            let assignee = first["assignee"] as? [String: Any]
            #expect(assignee?["id"] as? String == "\(person.id)")
            #expect(assignee?["name"] as? String == "Rosa")
            #expect(first["departmentId"] as? String == "\(department)")
            #expect(second["assignee"] == nil)
            #expect(second["departmentId"] == nil)
            let told: [String?] = try await people.hotel.values(
                "SELECT payload ->> 'assigneeId' FROM events WHERE kind = 'conversation.updated' ORDER BY event_seq"
            )
            #expect(told == ["\(person.id)", nil])
        }
    }

    @Test func `Escalating the escalated to another department is refused, not forgotten`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "active", as: agent)
            let department = try await people.department()
            let path = "/api/v1/conversations/\(lane)/escalate"
            let body = #"{"departmentId":"\#(department)","priority":"urgent"}"#
            let first = try await people.ask("POST", path, as: agent, body: body)
            #expect(first.json["priority"] as? String == "urgent")
            for same in [body, "{}"] {
                let again = try await people.ask("POST", path, as: agent, body: same)
                #expect(again.status == 200)
                #expect(again.body == first.body)
            }
            let desk: DepartmentID = try await people.hotel.value(
                "SELECT id FROM departments WHERE code = 'front_desk'"
            )
            for other in [#"{"departmentId":"\#(desk)"}"#, #"{"priority":"low"}"#] {
                let refused = try await people.ask("POST", path, as: agent, body: other)
                #expect(refused.status == 409)
                #expect(refused.code == "conversation_escalated")
            }
            // Given back, it begins afresh.
            let back = try await people.ask("POST", "/api/v1/conversations/\(lane)/return-to-ai", as: agent)
            #expect(back.json["state"] as? String == "active")
            #expect(back.json["priority"] as? String == "normal")
            #expect(back.json["escalationReason"] == nil)
            #expect(back.json["department"] == nil)
            // Nor is it the department's when somebody takes it over again and names none.
            let taken = try await people.ask("POST", path, as: agent, body: "{}")
            #expect(taken.json["state"] as? String == "escalated")
            #expect(taken.json["department"] == nil)
        }
    }

    @Test func `Opened again after the end, an emergency of then is over`() async throws {
        try await PeopleUnderTest.serving { people in
            let agent = people.token(for: .agent)
            let lane = try await people.conversation(1, in: "escalated", as: agent)
            try await people.hotel.run(
                """
                UPDATE conversations SET priority = 'urgent', escalation_reason = 'emergency', current_intent = 'emergency.fire'
                WHERE id = \(lane)
                """
            )
            let path = "/api/v1/conversations/\(lane)"
            #expect(try await people.ask("POST", path + "/resolve", as: agent, body: "{}").status == 200)
            let reopened = try await people.ask("POST", path + "/reopen", as: agent)
            #expect(reopened.json["state"] as? String == "escalated")
            #expect(reopened.json["priority"] as? String == "normal")
            #expect(reopened.json["escalationReason"] == nil)
            #expect(reopened.json["currentIntent"] == nil)
            // And people are called to it as to any other.
            #expect(try await people.hotel.value("SELECT alert_ladder FROM conversations") == "normal")
        }
    }

    @Test func `What got past the program stops at the database`() async throws {
        try await PeopleUnderTest.serving { people in
            let lane = try await people.conversation(1, in: "escalated", as: people.token(for: .agent))
            let other = try await people.hotel.neighbour("borealis")
            let stranger = try await people.hire(.agent, at: other.property).id
            let theirs: DepartmentID = try await people.hotel.value(
                "SELECT id FROM departments WHERE property_id = \(other.property) LIMIT 1"
            )
            let own = try await people.department()
            let principal = try await people.api.services.authentication.principal(
                bearer: people.token(for: .agent),
                from: nil
            )
            func refusal(_ work: (PropertyScope) async throws -> Void) async throws -> Int? {
                do {
                    try await people.database.change(at: people.hotel.property, work)
                    return nil
                } catch let error as PostgresError {
                    #expect(error.sqlState == .foreignKeyViolation)
                    return Problem.from(error).status
                }
            }
            var elsewhere = LaneChange(by: principal)
            elsewhere.departmentId = theirs
            var somebody = LaneChange(by: principal)
            somebody.assign(stranger, name: "Stranger")
            for change in [elsewhere, somebody] {
                #expect(try await refusal { try await LaneStore($0).apply(change, to: lane) } == 409)
            }
            var task = NewTask(department: own, description: "Towels")
            task.assigneeId = stranger
            let asked = task
            #expect(try await refusal { _ = try await TaskDesk($0).create(asked) } == 409)
            #expect(try await people.hotel.value("SELECT count(*) FROM tasks", as: Int.self) == 0)
        }
    }
}
