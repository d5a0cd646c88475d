import AIEngine
import Domain
import Foundation
import Store

extension EngineRequest {
    /// The question that a claimed turn asks.
    init(_ turn: ClaimedTurn) {
        let words = turn.burst.filter { !$0.text.isEmpty }
        let message = EngineMessage(
            content: words.map(\.text).joined(separator: "\n"),
            messageIds: turn.burst.map(\.id),
            kind: words.isEmpty ? turn.burst.last?.kind ?? .text : .text,
            hasMedia: turn.burst.contains { !Self.wordKinds.contains($0.kind) },
            receivedAt: turn.burst.last?.createdAt ?? turn.lastMessageAt,
            flags: Self.flags(of: turn.burst)
        )
        let context = EngineContext(
            conversationId: turn.conversation,
            guestId: turn.guest.id,
            propertyId: turn.property,
            state: turn.state,
            messages: turn.history.map {
                HistoryMessage(id: $0.id, author: $0.author, text: $0.text, createdAt: $0.createdAt)
            },
            messageCount: turn.messageCount,
            currentIntent: turn.currentIntent,
            createdAt: turn.createdAt,
            lastMessageAt: turn.lastMessageAt
        )
        let stay = turn.guest.arrival.map { arrival in
            EngineStay(
                room: turn.guest.room,
                status: turn.guest.stayStatus,
                arrival: arrival,
                departure: turn.guest.departure
            )
        }
        self.init(
            conversationId: turn.conversation,
            message: message,
            context: context,
            guestProfile: EngineGuestProfile(
                name: turn.guest.name,
                language: turn.guest.language,
                vip: turn.guest.vip,
                stay: stay
            )
        )
    }

    /// What an engine should know of how the words were written.
    private static func flags(of burst: [ClaimedTurn.BurstMessage]) -> [EngineFlag]? {
        let stored = Set(burst.flatMap(\.flags))
        let flags = EngineFlag.allCases.filter { stored.contains($0.rawValue) }
        return flags.isEmpty ? nil : flags
    }

    /// The kinds whose words are all there is to them.
    private static let wordKinds: Set<ContentKind> = [.text, .interactive, .button]
}
