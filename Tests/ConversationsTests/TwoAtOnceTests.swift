import Conversations
import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Two who act at once: one winner, and one honest refusal.
@Suite struct TwoAtOnceTests {
    private let manager = ConversationManager()

    @Test func `Of two colleagues who have seen the same version, one changes it and one learns that it has changed`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            let omar = colleague("Omar", at: hotel)
            try await hotel.withPeople { first, second, meeting in
                for round in 0..<200 {
                    let lane = try await hotel.conversation(round)
                    let met = try await meeting.meet(
                        first,
                        opening: {
                            try await manager.escalate(
                                lane,
                                expecting: 2,
                                in: try await .entering(hotel.property, in: $0),
                                by: rosa
                            ).stateVersion
                        },
                        blocked: second,
                        second: { connection in
                            try await Outcome.of {
                                try await hotel.change(connection) {
                                    try await manager.resolve(lane, expecting: 2, in: $0, by: omar)
                                }
                            }
                        }
                    )
                    #expect(met.first == 3)
                    #expect(met.second == .refused("stale"))
                }
            }
            #expect(
                try await hotel.value("SELECT count(*) FROM conversations WHERE state = 'escalated'", as: Int.self)
                    == 200
            )
            try await expectSound(hotel)
        }
    }

    @Test func `A reply that waits behind a resolution is refused, and nothing of it is stored`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            let omar = colleague("Omar", at: hotel)
            try await hotel.withPeople { first, second, meeting in
                for round in 0..<200 {
                    let lane = try await hotel.conversation(round)
                    let met = try await meeting.meet(
                        first,
                        opening: {
                            try await manager.resolve(
                                lane,
                                in: try await .entering(hotel.property, in: $0),
                                by: rosa
                            ).state
                        },
                        blocked: second,
                        second: { connection in
                            try await Outcome.of {
                                try await hotel.change(connection) {
                                    try await manager.send("One moment", in: lane, in: $0, by: omar)
                                }
                            }
                        }
                    )
                    #expect(met.first == .resolved)
                    #expect(met.second == .refused("conversation_resolved"))
                }
            }
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'staff'", as: Int.self) == 0)
            try await expectSound(hotel)
        }
    }

    @Test func `A resolution that waits behind a reply closes after it`() async throws {
        try await Hotel.withOne { hotel in
            let rosa = colleague("Rosa", at: hotel)
            try await hotel.withPeople { first, second, meeting in
                for round in 0..<200 {
                    let lane = try await hotel.conversation(round)
                    let met = try await meeting.meet(
                        first,
                        opening: {
                            try await manager.send(
                                "Good bye",
                                in: lane,
                                in: try await .entering(hotel.property, in: $0),
                                by: rosa
                            ).message.seq
                        },
                        blocked: second,
                        second: { connection in
                            try await hotel.change(connection) {
                                try await manager.resolve(lane, in: $0, by: rosa).state
                            }
                        }
                    )
                    #expect(met.first == 2)
                    #expect(met.second == .resolved)
                }
            }
            #expect(
                try await hotel.value("SELECT count(*) FROM deliveries WHERE state = 'queued'", as: Int.self) == 200
            )
            try await expectSound(hotel)
        }
    }

    @Test func `A task is claimed by one of two, and the other learns by whom`() async throws {
        try await Hotel.withOne { hotel in
            let tasks = TaskManager()
            let rosa = colleague("Rosa", at: hotel)
            let omar = colleague("Omar", at: hotel)
            let department: DepartmentID = try await hotel.value(
                "SELECT id FROM departments WHERE property_id = \(hotel.property) AND code = 'housekeeping'"
            )
            try await hotel.withPeople { first, second, meeting in
                for _ in 0..<200 {
                    let task = try await hotel.change(first) {
                        try await tasks.create(
                            NewTask(department: department, description: "Two towels"),
                            in: $0,
                            by: rosa
                        ).id
                    }
                    let met = try await meeting.meet(
                        first,
                        opening: {
                            try await tasks.claim(task, in: try await .entering(hotel.property, in: $0), by: rosa)
                                .assignee?.name
                        },
                        blocked: second,
                        second: { connection -> String? in
                            do {
                                _ = try await hotel.change(connection) {
                                    try await tasks.claim(task, in: $0, by: omar)
                                }
                                return nil
                            } catch DeskRefusal.taskTaken(let name) {
                                return name
                            }
                        }
                    )
                    #expect(met.first == "Rosa")
                    #expect(met.second == "Rosa")
                }
            }
            let kinds = try await hotel.values("SELECT kind FROM events", as: String.self)
            #expect(kinds.filter { $0 == "task.updated" }.count == 200)
            try await expectSound(hotel)
        }
    }
}

/// Expects that nothing in a hotel's database contradicts what the schema promises.
func expectSound(_ hotel: Hotel, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let violations = try await hotel.violations()
    #expect(violations == [], sourceLocation: sourceLocation)
}
