import Channels
import ConciergeEmulator
import Domain
import Foundation
import Testing

@Suite struct EmulatorGraphTests {
    @Test func `a message sent is taken, kept and reported on, signed and under our id`() async throws {
        try await RunningEmulator.with { emulator in
            let deliveryID = DeliveryID(UUID.version7())
            let outcome = await emulator.send("Your towels, café ☺", as: deliveryID)
            guard case .accepted(let id) = outcome else {
                Issue.record("gave \(outcome)")
                return
            }
            let receipts = try await emulator.receipts(3)
            #expect(receipts.map(\.state) == [.sent, .delivered, .read])
            #expect(receipts.allSatisfy { $0.deliveryID == deliveryID && $0.providerMessageID == id })
            #expect(receipts.allSatisfy { $0.endpointAddress == RunningEmulator.endpoint })
            let kept = try await emulator.ask("GET", "/messages?to=+15005550006").body
            #expect(kept.contains("Your towels, café ☺"))
            #expect(try await emulator.ask("GET", "/messages?to=1").body == "[]")
            #expect(try await emulator.ask("GET", "/").body.contains("messages 1"))
            #expect(try await emulator.ask("DELETE", "/messages").status == 204)
            #expect(try await emulator.ask("GET", "/messages").body == "[]")
        }
    }

    @Test func `an error strikes as often as asked, and what it struck was not taken`() async throws {
        var behaviour = Behaviour()
        behaviour.graph.faults = [GraphFault(kind: .error, times: 2, status: 429, code: 130_429, retryAfter: 3)]
        try await RunningEmulator.with(behaviour) { emulator in
            for _ in 1...2 {
                guard case .refused(let failure) = await emulator.send("hi") else {
                    Issue.record("was not refused")
                    return
                }
                #expect(failure.class == .throttledEndpoint)
                #expect(failure.retryAfter == .seconds(3))
            }
            guard case .accepted = await emulator.send("hi") else {
                Issue.record("was not accepted")
                return
            }
            #expect(await emulator.state.counts.messages == 1)
            #expect(await emulator.state.counts.refused == 2)
        }
    }

    @Test(arguments: [GraphFault.Kind.hold, .close, .noID])
    func `a message taken without an answer is unknown, and its statuses settle it`(
        _ kind: GraphFault.Kind
    ) async throws {
        var behaviour = Behaviour()
        behaviour.graph.faults = [GraphFault(kind: kind)]
        try await RunningEmulator.with(behaviour) { emulator in
            let deliveryID = DeliveryID(UUID.version7())
            // Held, it is waited for until the deadline; by then the message must have left, also on a busy machine.
            let outcome = await emulator.send("hi", as: deliveryID, within: .seconds(kind == .hold ? 3 : 60))
            guard case .unknown = outcome else {
                Issue.record("gave \(outcome)")
                return
            }
            let receipts = try await emulator.receipts(1)
            #expect(receipts.first?.deliveryID == deliveryID)
            #expect(await emulator.state.counts.messages == 1)
        }
    }

    @Test func `statuses come twice and backwards when asked to`() async throws {
        var behaviour = Behaviour()
        behaviour.graph.statusCopies = 2
        behaviour.graph.statusesReversed = true
        try await RunningEmulator.with(behaviour) { emulator in
            _ = await emulator.send("hi")
            let states = try await emulator.receipts(6).map(\.state)
            #expect(states == [.read, .read, .delivered, .delivered, .sent, .sent])
        }
    }

    @Test func `a wrong token is Meta's code 190`() async throws {
        try await RunningEmulator.with(accessToken: "right") { emulator in
            guard case .refused(let failure) = await emulator.send("hi", token: "wrong") else {
                Issue.record("was not refused")
                return
            }
            #expect(failure.class == .account)
            #expect(failure.code == "190")
            guard case .accepted = await emulator.send("hi", token: "right") else {
                Issue.record("was not accepted")
                return
            }
        }
    }
}

@Suite struct EmulatorGuestTests {
    @Test func `a guest's words reach Concierge as Meta would bring them`() async throws {
        try await RunningEmulator.with { emulator in
            let answer = try await emulator.ask(
                "POST",
                "/guest",
                #"{"from":"+15005550006","name":"Ada","text":"Zwei Handtücher 😀","id":"wamid.x","userID":"US.1"}"#
            )
            #expect(answer.status == 200)
            #expect(answer.body.contains("taken"))
            let webhook = try #require(await emulator.webhooks.first { _ in true })
            #expect(emulator.channel.verify(webhook, candidates: [RunningEmulator.secret]).count == 1)
            #expect(webhook.body.allSatisfy { $0 < 0x80 })
            let message = try #require(try emulator.channel.parse(webhook).messages.first)
            #expect(message.text == "Zwei Handtücher 😀")
            #expect(message.senderName == "Ada")
            #expect(message.providerMessageID == "wamid.x")
            #expect(message.senders.map(\.value) == ["+15005550006", "US.1"])
        }
    }

    @Test(arguments: [
        "", "{}", #"{"text":"hi"}"#, #"{"from":"x","text":"hi"}"#, #"{"from":"1","text":"hi","txet":"x"}"#,
    ])
    func `a guest nobody can be is refused`(_ body: String) async throws {
        try await RunningEmulator.with { emulator in
            let status = try await emulator.ask("POST", "/guest", body).status
            #expect(status == 400)
        }
    }
}

@Suite struct EmulatorEngineTests {
    private static let question =
        #"{"conversationId":"c-1","message":{"content":"Two towels"},"context":{"messages":[{}]}}"#

    @Test func `it answers by the contract and remembers what it was asked`() async throws {
        try await RunningEmulator.with { emulator in
            let answer = try await emulator.ask("POST", "/engine", Self.question)
            let reply = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
            )
            #expect(reply["conversationId"] as? String == "c-1")
            #expect(reply["intent"] as? String == "housekeeping.request")
            #expect(reply["shouldEscalate"] as? Bool == false)
            let action = (reply["actions"] as? [[String: Any]])?.first
            #expect(action?["type"] as? String == "create_task")
            #expect(action?["department"] as? String == "housekeeping")
            #expect(try await emulator.ask("GET", "/engine/requests").body.contains("Two towels"))
        }
    }

    @Test(arguments: [
        (EngineFault.Kind.notJSON, "<html>"), (.wrongTypes, "very"), (.missingFields, "intent"), (.confidence, "7"),
        (.empty, #""response":"""#), (.otherConversation, "conversationId"),
    ])
    func `it talks nonsense when asked to, as often as asked`(_ kind: EngineFault.Kind, _ sign: String) async throws {
        try await RunningEmulator.with { emulator in
            let behaviour = #"{"engine":{"faults":[{"kind":"\#(kind.rawValue)","times":1}]}}"#
            #expect(try await emulator.ask("PUT", "/behaviour", behaviour).status == 200)
            let nonsense = try await emulator.ask("POST", "/engine", Self.question).body
            #expect(nonsense.contains(sign))
            let sense = try await emulator.ask("POST", "/engine", Self.question).body
            #expect(sense.contains("housekeeping.request") && sense.contains("c-1"))
            #expect(sense != nonsense)
        }
    }

    @Test func `a huge answer is a megabyte, an error has its status`() async throws {
        var behaviour = Behaviour()
        behaviour.engine.faults = [
            EngineFault(kind: .huge, times: 1), EngineFault(kind: .error, status: 503, retryAfter: 1),
        ]
        try await RunningEmulator.with(behaviour) { emulator in
            let huge = try await emulator.ask("POST", "/engine", Self.question)
            #expect(huge.body.utf8.count > 1_000_000)
            let failed = try await emulator.ask("POST", "/engine", Self.question)
            #expect(failed.status == 503)
        }
    }

    @Test func `a mistyped cruelty is refused, and the behaviour stays`() async throws {
        try await RunningEmulator.with { emulator in
            for body in [#"{"grpah":{}}"#, #"{"graph":{"delay":5}}"#, #"{"engine":{"faults":[{"kind":"rude"}]}}"#, "x"]
            {
                let status = try await emulator.ask("PUT", "/behaviour", body).status
                #expect(status == 400)
            }
            #expect(await emulator.state.behaviour == Behaviour())
        }
    }
}
