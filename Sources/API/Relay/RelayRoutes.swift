import Channels
import Domain
import HTTPTypes
import Hummingbird
import Routing
import Store

/// Where channel services hand guests' messages in.
struct RelayRoutes: Sendable {
    let router: MessageRouter

    func add(to routes: StaffRoutes) {
        let router = router
        routes.on(.post, "/internal/v1/inbound", needs: .writeInbound, counting: .inbound) { call in
            try call.query().finish()
            let inbound = try RelayInbound(call.body)
            let endpoint = try await Problem.unlessStored {
                try await router.endpoint(provider: RelayChannel.providerName, address: inbound.channel)
            }
            guard let endpoint, endpoint.property == call.principal.property else { throw Problem.notFound }
            guard endpoint.isEnabled else {
                router.refused(at: endpoint)
                throw Problem(409, "endpoint_closed", "Endpoint closed", detail: "The hotel takes nothing here now.")
            }
            guard endpoint.channel == .relay || endpoint.channel == inbound.type else {
                throw Problem.invalid([
                    .init(pointer: "/channelType", detail: "this channel is of the type \(endpoint.channel.rawValue)")
                ])
            }
            let fate = try await Problem.unlessStored {
                try await router.accept(inbound.message(at: endpoint), at: endpoint, body: call.body)
            }
            switch fate {
            case .quarantined:
                throw Problem.invalid([.init(pointer: "", detail: "cannot be stored; it was put aside")])
            case .stored(let outcome):
                return try .json(RelayReceipt(outcome), status: 202)
            }
        }
    }
}

/// What became of a message; for one that was handed in before, what became of it then.
private struct RelayReceipt: Encodable {
    var messageId: MessageID
    var conversationId: ConversationID?
    var turnId: TurnID?
    var decision: Decision

    init(_ outcome: IngestOutcome) {
        messageId = outcome.message
        conversationId = outcome.conversation
        turnId = outcome.turn
        decision = outcome.decision
    }

    /// All four are always there: a turn that is none is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(messageId, forKey: .messageId)
        try container.encode(conversationId, forKey: .conversationId)
        try container.encode(turnId, forKey: .turnId)
        try container.encode(decision, forKey: .decision)
    }

    private enum CodingKeys: String, CodingKey {
        case messageId, conversationId, turnId, decision
    }
}
