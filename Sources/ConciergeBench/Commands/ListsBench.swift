import ArgumentParser
import Foundation
import Histogram
import Postgres

/// `concierge-bench lists`: how long a page of conversations takes with a hundred thousand behind it.
struct ListsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Pages of GET /api/v1/conversations with 100,000 conversations in the hotel, one request at a time."
    )

    @OptionGroup var options: BenchOptions

    private var conversations: Int { options.quick ? 10_000 : 100_000 }
    private var samples: Int { options.quick ? 100 : 1000 }

    /// What is asked for. A page goes on where the one before it ended, and begins again at the end.
    private static let questions: [(title: String, query: String)] = [
        ("the newest", "limit=50"),
        ("open ones", "limit=50&state=active,escalated"),
        ("escalated ones", "limit=50&state=escalated"),
        ("closed ones", "limit=50&state=resolved"),
        ("of one channel", "limit=50&channel=whatsapp"),
        ("of a channel without any", "limit=50&channel=sms"),
        ("nobody's", "limit=50&assignedTo=none"),
        ("words few have said", "limit=50&text=number%20977"),
    ]

    func run() async throws {
        let rounds = try await Laboratory.open(options, knownGuests: conversations) { laboratory in
            var rounds: [[Histogram<UInt64>]] = []
            for round in 1...options.rounds {
                progress("lists, round \(round)")
                rounds.append(try await measure(in: laboratory))
            }
            return rounds
        }
        var section = Section("Lists of conversations", command: options.command("lists"))
        section.say(
            """
            \(Figures.rate(Double(conversations))) conversations, nine in ten closed, one in fifty escalated, the last \
            word of each within 90 days. `concierge serve` is asked over one connection, one request after the other, \
            \(samples) times for each list: fifty a page, each page behind the one before; a search for words looks \
            through 400 conversations a page.
            """
        )
        section.table(
            ["", "p50", "p99", "max"],
            Self.questions.indices.map { index in
                let all = rounds.map { $0[index] }
                return [
                    "\(Self.questions[index].title) (`\(Self.questions[index].query)`)",
                    Figures.milliseconds(Figures.median(all.map { $0.valueAtPercentile(50) }) ?? 0),
                    "**\(Figures.milliseconds(Figures.median(all.map { $0.valueAtPercentile(99) }) ?? 0))**",
                    Figures.milliseconds(Figures.median(all.map(\.max)) ?? 0),
                ]
            }
        )
        section.publish()
    }

    private func measure(in laboratory: Laboratory) async throws -> [Histogram<UInt64>] {
        try await laboratory.withCopy { copy in
            try await laboratory.server.withConnection(to: copy.name) { connection in
                try await connection.script(Self.history)
                try await connection.script("VACUUM (ANALYZE) conversations, messages")
            }
            let port = try Ports.free()
            let server = try laboratory.serve(on: copy, port: port, ["--limits-requests-per-minute", "10000000"])
            return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { _ in
                let staff = try await StaffSide(laboratory, on: copy, port: port)
                let samples = samples
                return try await onThread {
                    try Self.questions.map { try Self.pages($0.query, of: staff, samples: samples) }
                }
            }
        }
    }

    /// Makes one long season of what the guests said today.
    private static let history = """
        UPDATE conversations c
        SET state = n.state, resolved_at = CASE n.state WHEN 'resolved' THEN n.last END,
            resolution = CASE n.state WHEN 'resolved' THEN 'staff' END, created_at = n.last - interval '1 hour',
            last_message_at = n.last
        FROM (SELECT id, CASE WHEN r % 50 = 0 THEN 'escalated' WHEN r % 10 = 1 THEN 'active' ELSE 'resolved' END AS state,
                  now() - (r * 7919 % 7776000) * interval '1 second' AS last
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS r FROM conversations) x) n
        WHERE n.id = c.id;
        UPDATE messages m SET body = 'Good evening, my booking has the number ' || n.r
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS r FROM messages) n WHERE n.id = m.id
        """

    private static func pages(_ query: String, of staff: StaffSide, samples: Int) throws -> Histogram<UInt64> {
        var times = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        let socket = try StreamSocket(connectingTo: staff.port)
        var buffer: [UInt8] = []
        var cursor: String?
        // The first ones find cold caches, and are not what a day looks like.
        let warmUp = 20
        for sample in 0..<(samples + warmUp) {
            let path = "/api/v1/conversations?\(query)" + (cursor.map { "&cursor=\($0)" } ?? "")
            let request = staff.get(path)
            let started = ContinuousClock.now
            try socket.write(request)
            var answer: HTTPAnswer?
            while answer == nil {
                try socket.read(into: &buffer, capacity: 65_536)
                answer = try HTTPAnswer(buffer)
            }
            let elapsed = ContinuousClock.now - started
            guard let answer, answer.status == 200 else {
                throw BenchError("a list was refused: \(String(decoding: buffer, as: UTF8.self))")
            }
            if sample >= warmUp { times.record(UInt64(elapsed / .microseconds(1))) }
            let page = try JSONDecoder().decode(Page.self, from: Data(buffer[answer.bodyStart..<answer.length]))
            cursor = page.nextCursor
            buffer.removeFirst(answer.length)
        }
        return times
    }

    private struct Page: Decodable {
        var nextCursor: String?
    }
}
