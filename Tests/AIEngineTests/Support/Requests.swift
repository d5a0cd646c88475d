import AIEngine
import Domain
import Foundation

/// A question as the gateway would ask it; every part can be changed afterwards.
func question(
    _ text: String,
    room: String? = nil,
    language: String? = nil,
    history: [(Author, String)] = [],
    pending: [PendingAction]? = nil
) -> EngineRequest {
    let conversation = ConversationID(UUID())
    let now = Date(timeIntervalSince1970: 1_750_000_000)
    let message = MessageID(UUID())
    let earlier = history.map { HistoryMessage(id: MessageID(UUID()), author: $0.0, text: $0.1, createdAt: now) }
    return EngineRequest(
        conversationId: conversation,
        message: EngineMessage(content: text, messageIds: [message], receivedAt: now),
        context: EngineContext(
            conversationId: conversation,
            guestId: GuestID(UUID()),
            propertyId: PropertyID(UUID()),
            messages: earlier + [HistoryMessage(id: message, author: .guest, text: text, createdAt: now)],
            messageCount: earlier.count + 1,
            pendingActions: pending,
            createdAt: now,
            lastMessageAt: now
        ),
        guestProfile: EngineGuestProfile(language: language, stay: EngineStay(room: room))
    )
}

/// A moment far enough away for anything that is not meant to take long.
var soon: ContinuousClock.Instant { .now.advanced(by: .seconds(60)) }
