import Domain
import Foundation
import Postgres
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// What is staff's stays with staff.
@Suite struct ChatSecrecyTests {
    /// What staff and the engine put into the conversation; none of it is a guest's to know.
    private static let words = [
        "NOTE-WORDS", "RETURN-WORDS", "DRAFT-WORDS", "SUPPRESSED-WORDS", "INTENT-WORD", "SECOND-INTENT", "ENGINE-NAME",
        "0.3125", "0.6875", "REASON-WORDS", "TAG-WORD", "TASK-WORDS", "ITEM-WORDS", "TASK-NOTE", "RESOLUTION-WORDS",
        "Rosalind", "Hiddenname", "rosalind.h", "DEPARTMENT-NAME", "hidden_department",
    ]

    /// Beginnings of names that would betray that there is such a thing at all.
    private static let kinds = [
        "note", "draft", "intent", "confidence", "engine", "assign", "staff", "tag", "department", "task", "suppressed",
        "priority", "escalat", "reason", "resolution", "delivery", "turn", "epoch", "version", "unread", "actor",
        "permission", "role",
    ]

    @Test func `Of what is staff's a guest never gets a byte, by request or by socket`() async throws {
        try await PeopleUnderTest.serving { server async throws in
            try await server.addChat()
            let rosa = try await hireRosalind(server)
            let department = try await addDepartment(server)
            var bytes = ""
            let opened = try await server.ask(
                "POST",
                "/chat/v1/sessions",
                body: #"{"endpointKey":"front","name":"Ada"}"#
            )
            bytes += opened.everything
            let conversation = try #require(opened.json["conversation"] as? [String: Any])
            let guest = WebGuest(
                server: server,
                token: try #require(opened.json["token"] as? String),
                conversation: try #require(conversation["id"] as? String)
            )
            bytes += try await ChatListener.open(guest) { page async throws in
                try await page.hears("Welcome to the Aurora!")
                try await live(server, guest, rosa, department, &page)
                return page.bytes
            }
            // A page that comes later, from the beginning, by every way there is.
            bytes += try await ChatListener.open(guest) { page async throws in
                try await page.hears("Rosa here, all is well.")
                return page.bytes
            }
            let start = GuestCursor.start
            let history = try await guest.reads(after: start)
            bytes += history.everything
            bytes += try await guest.reads().everything
            bytes += try await guest.says("RESOLVED? Thank you").everything
            bytes += try await server.ask(
                "POST",
                "/chat/v1/sessions",
                as: guest.token,
                body: #"{"endpointKey":"front"}"#
            ).everything
            // A guest's token opens no door of staff.
            for path in ["", "/notes", "/messages"] {
                let refused = try await server.ask(
                    "GET",
                    "/api/v1/conversations/\(guest.conversation)\(path)",
                    as: guest.token
                )
                #expect(refused.status == 401)
            }

            try await expectHidden(in: bytes, server)
            // What is the guest's did come, or nothing would have been looked through.
            for words in [
                "Welcome to the Aurora!", "Is my room ready?", "A moment, please.", "Rosa here, all is well.",
                #""answeredBy":"person""#, #""answeredBy":"assistant""#, #""state":"closed""#, #""type":"typing""#,
            ] { #expect(bytes.contains(words), "\(words)") }
            #expect(try await server.hotel.violations() == [])
        }
    }

    // MARK: - What happens

    private struct Rosalind {
        var id: StaffID
        var token: String
    }

    /// A whole life of a conversation, with everything staff and the engine can leave in it.
    private func live(
        _ server: PeopleUnderTest,
        _ guest: WebGuest,
        _ rosa: Rosalind,
        _ department: DepartmentID,
        _ page: inout ChatListener
    ) async throws {
        let hotel = server.hotel
        let path = "/api/v1/conversations/\(guest.conversation)"
        func staff(_ method: String, _ path: String, _ body: String, _ status: Int) async throws -> APIAnswer {
            let answer = try await server.ask(method, path, as: rosa.token, body: body)
            #expect(answer.status == status, "\(path): \(answer.text)")
            return answer
        }
        // A draft with a confidence and an intent, held back; the guest is asked to wait.
        try await page.say(
            #"{"type":"send_message","id":"1","payload":{"id":"\#(UUID())","text":"Is my room ready?"}}"#
        )
        try await page.next("ack")
        let unsure = TurnConclusion(
            outcome: .escalated,
            notice: "A moment, please.",
            draft: "DRAFT-WORDS",
            reason: .lowConfidence,
            intent: "INTENT-WORD",
            confidence: 0.3125,
            engine: "ENGINE-NAME"
        )
        try await conclude(unsure, hotel)
        try await deliver(hotel)
        try await page.hears("A moment, please.")
        // What colleagues leave.
        _ = try await staff("POST", path + "/notes", #"{"body":"NOTE-WORDS"}"#, 201)
        _ = try await staff(
            "POST",
            path + "/assign",
            #"{"staffId":"\#(rosa.id)","departmentId":"\#(department)"}"#,
            200
        )
        try await hotel.run("UPDATE conversations SET tags = '{TAG-WORD}', priority = 'urgent'")
        let task = #"""
            {"departmentId":"\#(department)","description":"TASK-WORDS","conversationId":"\#(guest.conversation)",
             "assignedTo":"\#(rosa.id)","items":[{"name":"ITEM-WORDS","quantity":2}]}
            """#
        let made = try await staff("POST", "/api/v1/tasks", task, 201)
        let place = try #require(made.headers["location"])
        _ = try await staff("PATCH", place, #"{"status":"completed","note":"TASK-NOTE"}"#, 200)
        try await seeEverything(server, rosa, path, place)
        _ = try await staff("POST", path + "/return-to-ai", #"{"note":"RETURN-WORDS","force":true}"#, 200)
        try await page.next("conversation_update") { $0.part("conversation")["answeredBy"] as? String == "assistant" }
        // An answer of the AI that Rosalind is faster than.
        #expect(try await guest.says("And the pool?").status == 202)
        let answer = TurnConclusion(
            outcome: .answered,
            answer: "SUPPRESSED-WORDS",
            intent: "SECOND-INTENT",
            confidence: 0.6875,
            engine: "ENGINE-NAME"
        )
        try await conclude(answer, hotel)
        _ = try await staff("POST", path + "/escalate", #"{"reason":"REASON-WORDS"}"#, 200)
        try await LiveClient.open(to: server.port, as: rosa.token) { desk async throws in
            try await desk.say(#"{"type":"typing","payload":{"conversationId":"\#(guest.conversation)"}}"#)
            try await page.next("typing")
        }
        _ = try await staff("POST", path + "/messages", #"{"content":"Rosa here, all is well."}"#, 202)
        #expect(
            try await hotel.value("SELECT state FROM deliveries WHERE author = 'ai'", as: String.self) == "suppressed"
        )
        try await deliver(hotel)
        try await page.hears("Rosa here, all is well.")
        _ = try await staff("POST", path + "/resolve", #"{"resolution":"RESOLUTION-WORDS"}"#, 200)
        try await page.next("conversation_update") { $0.part("conversation")["state"] as? String == "closed" }
        // Nothing is behind it: what the guest was given is all there.
        try await page.say(#"{"type":"ping","id":"end"}"#)
        try await page.next("pong")
    }

    private func conclude(_ conclusion: TurnConclusion, _ hotel: Hotel) async throws {
        let turns = try await hotel.claimTurns()
        #expect(turns.count == 1)
        _ = try await hotel.turns.finish(turns.map { $0.concluded(conclusion) })
    }

    /// Delivers all there is; a conversation's words leave one after the other.
    private func deliver(_ hotel: Hotel) async throws {
        var claimed = try await hotel.claimDeliveries()
        while !claimed.isEmpty {
            _ = try await hotel.deliveries.finish(claimed.map { $0.accepted() }, node: "n", settleTime: .zero)
            claimed = try await hotel.claimDeliveries()
        }
    }

    /// Staff do read what the guest must not: it is there to be found.
    private func seeEverything(
        _ server: PeopleUnderTest,
        _ rosa: Rosalind,
        _ path: String,
        _ task: String
    ) async throws {
        var seen = ""
        for place in [path, path + "/notes", path + "/messages", task] {
            seen += try await server.ask("GET", place, as: rosa.token).text
        }
        for words in ["NOTE-WORDS", "DRAFT-WORDS", "TAG-WORD", "TASK-WORDS", "ITEM-WORDS", "TASK-NOTE", "Rosalind"] {
            #expect(seen.contains(words), "\(words)")
        }
        #expect(seen.contains(rosa.id.description))
    }

    private func hireRosalind(_ server: PeopleUnderTest) async throws -> Rosalind {
        let person = try await server.hire(
            .manager,
            email: "rosalind.h@hotel.test",
            name: "Rosalind Hiddenname"
        )
        let session = try await server.sessions.signIn(
            email: person.email,
            password: PeopleUnderTest.password,
            address: "test"
        )
        return Rosalind(id: person.id, token: session.accessToken)
    }

    private func addDepartment(_ server: PeopleUnderTest) async throws -> DepartmentID {
        try await server.hotel.run(
            """
            UPDATE departments SET code = 'hidden_department', name = 'DEPARTMENT-NAME' WHERE code = 'housekeeping'
            """
        )
        return try await server.hotel.value("SELECT id FROM departments WHERE code = 'hidden_department'")
    }

    // MARK: - What is looked for

    /// Searches what a guest was given, and what is wrapped up in it, for everything that is not theirs.
    private func expectHidden(in bytes: String, _ server: PeopleUnderTest) async throws {
        let text = bytes + Self.unwrapped(bytes)
        let folded = text.lowercased()
        for words in Self.words { #expect(!folded.contains(words.lowercased()), "\(words)") }
        for kind in Self.kinds { #expect(!folded.contains("\"" + kind), "\(kind)") }
        let ids = try await server.hotel.values(
            """
            SELECT id::text FROM staff UNION ALL SELECT id::text FROM sessions UNION ALL SELECT id::text FROM departments
            UNION ALL SELECT id::text FROM notes UNION ALL SELECT id::text FROM tasks UNION ALL SELECT id::text FROM turns
            UNION ALL SELECT id::text FROM deliveries UNION ALL SELECT id::text FROM guests
            UNION ALL SELECT id::text FROM endpoints UNION ALL SELECT id::text FROM notifications
            UNION ALL SELECT id::text FROM messages WHERE body = 'SUPPRESSED-WORDS'
            """,
            as: String.self
        )
        #expect(ids.count >= 12)
        let bare = folded.replacing("-", with: "")
        for id in ids { #expect(!bare.contains(id.replacing("-", with: "")), "\(id)") }
    }

    /// Whatever in a text is base64 and holds readable words: cursors, and tokens as far as they have any.
    private static func unwrapped(_ text: String) -> String {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")) }
            .filter { $0.count >= 16 }
            .compactMap { piece in
                let standard = String(piece).replacing("-", with: "+").replacing("_", with: "/")
                let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
                return Data(base64Encoded: padded).flatMap { String(data: $0, encoding: .utf8) }
            }
            .joined(separator: "\n")
    }
}

extension APIAnswer {
    /// Every byte of it but the status line.
    fileprivate var everything: String { headers.map { "\($0): \($1)\n" }.sorted().joined() + text + "\n" }
}
