import Hummingbird
import NIOCore

/// A request's context that also knows its connection, so that a fault can hang up.
struct EmulatorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Hangs up without an answer.
    func hangUp() async throws -> Response {
        try await channel.close()
        return Response(status: .noContent)
    }

    /// Says nothing until the program ends, at most two minutes, then hangs up.
    func hold() async throws -> Response {
        await Patience.wait(milliseconds: 120_000)
        return try await hangUp()
    }
}
