import Domain
import Foundation
import Postgres
import Sessions
import Store
import TestSupport
import Testing

@testable import API

/// Every word of a guest and of the house is read once, in whatever pieces.
@Suite struct ChatPagingTests {
    /// One who reads a history in pieces of one size.
    private struct Reader {
        let limit: Int
        var cursor: String? = GuestCursor.start
        var read: [String] = []

        /// Reads one piece, or all there is.
        mutating func read(_ guest: WebGuest, all: Bool = false) async throws {
            repeat {
                let answer = try await guest.reads(after: cursor, limit: limit)
                #expect(answer.status == 200 && answer.messages.count <= limit)
                read += answer.texts
                let next: String = try #require(answer.cursor)
                #expect(next.count <= GuestCursor.longest)
                cursor = next
                guard answer.json["hasMore"] as? Bool == true else { return }
                #expect(answer.messages.count == limit)
            } while all
        }
    }

    private func patient() -> ChatConfiguration {
        var limits = ChatConfiguration()
        limits.requests = RateLimit(maxRequests: 100_000, windowMs: 60_000)
        limits.requestsPerAddress = limits.requests
        limits.messages = limits.requests
        return limits
    }

    /// Words of staff that are queued, and reach the guest when a test says so.
    private func staffSays(_ text: String, _ guest: WebGuest, as token: String) async throws {
        let body = #"{"content":"\#(text)"}"#
        let path = "/api/v1/conversations/\(guest.conversation)/messages"
        #expect(try await guest.server.ask("POST", path, as: token, body: body).status == 202)
    }

    /// Hands over, or gives up, the word that has waited longest, if there is one.
    private func settle(_ hotel: Hotel, refusing: Bool = false) async throws {
        guard let delivery = try await hotel.claimDeliveries().first else { return }
        let fate = refusing ? delivery.failed(.content) : delivery.accepted()
        _ = try await hotel.deliveries.finish([fate], node: "n", settleTime: .zero)
    }

    @Test(arguments: 0..<6)
    func `Whatever comes when, each word is read once by whoever reads in pieces of any size`(seed: Int) async throws {
        try await PeopleUnderTest.serving(limits: CallerLimits(patient().requests), chat: patient()) { server in
            try await server.addChat(welcome: nil)
            let staff = server.token(for: .agent)
            let guest = try await WebGuest.opening(server)
            try await guest.says("g0")
            var random = SeededGenerator(seed: UInt64(seed))
            var readers = (1...7).map { Reader(limit: $0) }
            for step in 1...30 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0: try await guest.says("g\(step)")
                case 1, 2: try await staffSays("s\(step)", guest, as: staff)
                case 3: try await settle(server.hotel, refusing: Bool.random(using: &random))
                default: try await settle(server.hotel)
                }
                let reader = Int.random(in: 0..<readers.count, using: &random)
                try await readers[reader].read(guest)
            }
            while try await server.hotel.value(
                "SELECT count(*) FROM deliveries WHERE state IN ('queued', 'sending')",
                as: Int.self
            ) > 0 { try await settle(server.hotel) }
            let words = try await server.hotel.values(
                """
                SELECT body FROM messages m WHERE author = 'guest' OR EXISTS (
                    SELECT FROM deliveries d WHERE d.message_id = m.id AND d.state = 'sent') ORDER BY seq
                """,
                as: String.self
            )
            for var reader in readers {
                try await reader.read(guest, all: true)
                #expect(reader.read.sorted() == words.sorted(), "in pieces of \(reader.limit)")
                var late = Reader(limit: reader.limit)
                try await late.read(guest, all: true)
                #expect(late.read == words, "at once, in pieces of \(reader.limit)")
                #expect(try await guest.reads(limit: reader.limit).texts == Array(words.suffix(reader.limit)))
            }
        }
    }

    @Test func `The newest piece passes over no word that is on its way, however small it is`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            let staff = server.token(for: .agent)
            try await staffSays("Good day!", guest, as: staff)
            for text in ["Are", "you", "there?"] { try await guest.says(text) }
            let newest = try await guest.reads(limit: 1)
            #expect(newest.texts == ["there?"])
            try await settle(server.hotel)
            #expect(try await guest.reads(after: newest.cursor, limit: 1).texts == ["Good day!"])
        }
    }

    @Test func `A word that is just being handed over is named by the newest piece's cursor`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            let staff = server.token(for: .agent)
            for text in ["Good day!", "How are you?"] { try await staffSays(text, guest, as: staff) }
            let delivery = try #require(try await server.hotel.claimDeliveries().first)
            try await guest.says("Anybody?")
            let newest = try await guest.reads(limit: 1)
            #expect(newest.texts == ["Anybody?"])
            _ = try await server.hotel.deliveries.finish([delivery.accepted()], node: "n", settleTime: .zero)
            let next = try await guest.reads(after: newest.cursor)
            #expect(next.texts == ["Good day!"])
            try await settle(server.hotel)
            #expect(try await guest.reads(after: next.cursor).texts == ["How are you?"])
        }
    }

    @Test func `What is said in an older conversation that staff opened again is read behind the newer one's cursor`()
        async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let staff = server.token(for: .agent)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            try await server.hotel.resolve(ago: .seconds(5 * 3600))
            try await guest.says("Hello again")
            try await server.hotel.resolve()
            let cursor = try await guest.reads().cursor
            let reopened = try await server.ask(
                "POST",
                "/api/v1/conversations/\(guest.conversation)/reopen",
                as: staff
            )
            #expect(reopened.status == 200)
            try await staffSays("One thing more", guest, as: staff)
            try await settle(server.hotel)
            #expect(try await guest.reads(after: cursor).texts == ["One thing more"])
        }
    }

    @Test func `More words on their way than a cursor names are waited for, and given all the same`() async throws {
        try await PeopleUnderTest.serving(limits: CallerLimits(patient().requests), chat: patient()) { server in
            try await server.addChat(welcome: nil)
            let staff = server.token(for: .agent)
            let guest = try await WebGuest.opening(server)
            try await guest.says("Hello")
            var reader = Reader(limit: 5)
            try await reader.read(guest, all: true)
            let count = GuestCursor.mostPending + 8
            for number in 0..<count { try await staffSays("s\(number)", guest, as: staff) }
            try await guest.says("Anybody?")
            let newest = try await guest.reads()
            try await reader.read(guest, all: true)
            #expect(reader.read == ["Hello"])
            for _ in 0..<count { try await settle(server.hotel) }
            try await reader.read(guest, all: true)
            let said = (0..<count).map { "s\($0)" }
            #expect(reader.read == ["Hello"] + said + ["Anybody?"])
            // Who began with all of them on their way is given the last words again.
            #expect(try await guest.reads(after: newest.cursor, limit: 100).texts == said + ["Anybody?"])
        }
    }

    @Test func `A socket begins with the newest fifty messages`() async throws {
        try await PeopleUnderTest.serving(chat: patient()) { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            for number in 0..<60 { try await guest.says("g\(number)") }
            try await ChatListener.open(guest) { page async throws in
                #expect(try await page.next("message").part("message")["text"] as? String == "g10")
            }
        }
    }

    @Test func `Whoever comes back to a long history reads it at its own pace, and all of it`() async throws {
        var sockets = SocketConfiguration()
        // A page is many times as long.
        sockets.maxWaitingBytes = 32 << 10
        try await PeopleUnderTest.serving(chat: patient(), sockets: sockets) { server async throws in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            // Four bytes each.
            let word = String(repeating: "\u{1F3E8}", count: 3_000)
            for number in 0..<160 { #expect(try await guest.says("\(number) \(word)").status == 202) }
            try await SocketClient.connected(to: server.port, receiveBuffer: 4096) { client async throws in
                let headers = "Sec-WebSocket-Protocol: concierge.v1, bearer.\(guest.token)\r\n"
                let path = "/chat/v1/socket?after=\(GuestCursor.start)"
                #expect(try await client.ask(path, headers: headers).status == 101)
                var count = 0
                while count < 160 {
                    let frame = try LiveAnswer(try await client.message())
                    guard frame.type == "message" else { continue }
                    #expect((frame.part("message")["text"] as? String)?.hasPrefix("\(count) ") == true)
                    count += 1
                }
            }
        }
    }

    @Test func `Whoever goes further back while a piece is sent is told of no place beyond what they have read`()
        async throws
    {
        var sockets = SocketConfiguration()
        sockets.maxWaitingBytes = 1 << 20
        try await PeopleUnderTest.serving(chat: patient(), sockets: sockets) { server async throws in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            let count = 120
            for number in 0..<count { #expect(try await guest.says("\(number) ").status == 202) }
            let start = try #require(try await guest.reads(after: GuestCursor.start, limit: 20).cursor)
            // A piece of a hundred is far more than the system keeps for a socket.
            try await server.hotel.run("UPDATE messages SET body = body || repeat('x', 150000)")
            try await SocketClient.connected(to: server.port) { client async throws in
                let headers = "Sec-WebSocket-Protocol: concierge.v1, bearer.\(guest.token)\r\n"
                #expect(try await client.ask("/chat/v1/socket?after=\(start)", headers: headers).status == 101)
                /// The next message's number, and whether it says where to go on.
                func next() async throws -> (number: Int, isPlace: Bool) {
                    while true {
                        let frame = try LiveAnswer(try await client.message())
                        guard frame.type == "message" else { continue }
                        let text = try #require(frame.part("message")["text"] as? String)
                        return (try #require(Int(text.prefix { $0 != " " })), frame.cursor != nil)
                    }
                }
                #expect(try await next().number == 20)
                try await client.send(#"{"type":"resume","payload":{"cursor":"\#(GuestCursor.start)"}}"#)
                var read: Set<Int> = []
                while read.count < count {
                    let (number, isPlace) = try await next()
                    read.insert(number)
                    if isPlace { #expect(read.isSuperset(of: 0...number), "\(number)") }
                }
            }
        }
    }

    @Test func `A cursor that was made up is refused, or reads what the guest may read`() async throws {
        try await PeopleUnderTest.serving { server in
            try await server.addChat(welcome: nil)
            let guest = try await WebGuest.opening(server)
            let other = try await WebGuest.opening(server)
            try await guest.says("Hello")
            try await other.says("Secret")
            let strange = try #require(ConversationID(other.conversation))
            let id = try await server.hotel.value("SELECT id FROM messages WHERE body = 'Secret'", as: MessageID.self)
            let cursor = GuestCursor(positions: [.init(conversation: strange, seq: 9)], pending: [id])
            #expect(try await guest.reads(after: cursor.text).texts == ["Hello"])
            let position = GuestCursor.Position(conversation: strange, seq: 1)
            for wrong in [
                GuestCursor(positions: [position, position]),
                GuestCursor(positions: [.init(conversation: strange, seq: -1)]),
                GuestCursor(positions: [], pending: Array(repeating: id, count: GuestCursor.mostPending + 1)),
            ] { #expect(try await guest.reads(after: wrong.text).status == 400) }
        }
    }
}
