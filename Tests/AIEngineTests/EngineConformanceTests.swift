import AIEngine
import Testing

@Suite("Every engine keeps the same promises", .timeLimit(.minutes(15)))
struct EngineConformanceTests {
    @Test("The house")
    func house() async throws {
        let house = HouseConcierge(knowledge: Shelf.hotel)
        try await EngineConformance.echoesTheConversation(house)
        await EngineConformance.refusesThePast(house)
        let silence = Silence()
        await EngineConformance.honoursCancellation(HouseConcierge(knowledge: silence), began: silence.began)
        await EngineConformance.honoursTheDeadline(HouseConcierge(knowledge: Silence()))
    }

    @Test("An engine over HTTP")
    func http() async throws {
        try await ScriptedServer.serving(.echo) { server in
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            try await EngineConformance.echoesTheConversation(engine)
            await EngineConformance.refusesThePast(engine)
        }
        try await ScriptedServer.serving(.silent) { server in
            let engine = HTTPEngineClient(url: server.url, client: server.client)
            await EngineConformance.honoursCancellation(engine, began: server.record.arrived)
        }
        try await ScriptedServer.serving(.silent) { server in
            await EngineConformance.honoursTheDeadline(HTTPEngineClient(url: server.url, client: server.client))
        }
    }

    @Test("A chain of retried engines")
    func chain() async throws {
        let house = HouseConcierge(knowledge: Shelf.hotel)
        let once = RetryingEngine.Policy(maxRetries: 0)
        let chain = EngineChain([RetryingEngine(HouseConcierge(knowledge: BrokenShelf()), policy: once), house])
        try await EngineConformance.echoesTheConversation(chain)
        await EngineConformance.refusesThePast(chain)
        let silence = Silence()
        let silent = EngineChain([RetryingEngine(HouseConcierge(knowledge: silence))])
        await EngineConformance.honoursCancellation(silent, began: silence.began)
        await EngineConformance.honoursTheDeadline(EngineChain([RetryingEngine(HouseConcierge(knowledge: Silence()))]))
    }
}
