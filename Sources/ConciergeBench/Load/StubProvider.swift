import Dispatch
import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// An engine and a provider in the measuring process: they answer at once and remember when they were called.
struct StubProvider: Sendable {
    let arrivals: Arrivals
    /// The number whose messages count; others are taken and forgotten.
    var number = BenchHotel.phoneNumberID
    /// How long the engine thinks.
    var thinking = Duration.zero

    private struct Question: Decodable {
        var conversationId: String
    }

    /// Serves until cancelled.
    func run(port: Int) async throws {
        let router = Router()
        let (arrivals, own, thinking) = (arrivals, number, thinking)
        router.post("/engine") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            if thinking > .zero { try await Task.sleep(for: thinking) }
            let question = try JSONDecoder().decode(Question.self, from: Data(body.readableBytesView))
            return Self.json(
                """
                {"conversationId":"\(question.conversationId)","response":"Breakfast is served from 7 to 10:30.",\
                "intent":"info.breakfast","confidence":0.97,"shouldEscalate":false}
                """
            )
        }
        router.post("/v23.0/:number/messages") { request, context in
            let called = ContinuousClock.now
            _ = try await request.body.collect(upTo: 1 << 20)
            guard context.parameters.get("number") == own else {
                return Self.json(
                    #"{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.other.\#(UUID().uuidString)"}]}"#
                )
            }
            return Self.json(
                #"{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.out.\#(arrivals.add(called))"}]}"#
            )
        }
        var logger = Logger(label: "concierge-bench")
        // Its connections end with the measurement, in the middle of whatever they wait for: no news to anybody.
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        try await application.run()
    }

    private static func json(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}

/// When the provider was called, one after the other.
final class Arrivals: Sendable {
    private struct State {
        var times: [ContinuousClock.Instant] = []
        var added = 0
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    /// Remembers a call and returns its number.
    func add(_ time: ContinuousClock.Instant) -> Int {
        let number = state.withLock { state in
            state.times.append(time)
            state.added += 1
            return state.added
        }
        signal.signal()
        return number
    }

    /// The next call's time; waits for it on the calling thread.
    ///
    /// - Throws: ``BenchError`` when none comes in time.
    func next(within limit: DispatchTimeInterval) throws -> ContinuousClock.Instant {
        guard signal.wait(timeout: .now() + limit) == .success,
            let time = state.withLock({ $0.times.isEmpty ? nil : $0.times.removeFirst() })
        else { throw BenchError("the provider was not called") }
        return time
    }
}
