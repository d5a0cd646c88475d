import Domain
import Foundation
import Testing

@Suite struct ConversationTimesTests {
    private let resolvedAt = Date(timeIntervalSince1970: 1_700_000_000)

    @Test(arguments: [(0, true), (4 * 3600, true), (4 * 3600 + 1, false), (-5, true)])
    func `a guest who writes within four hours goes on in the same conversation`(seconds: Int, isSame: Bool) {
        let trigger = ConversationTrigger.guestWrote(
            in: .resolved,
            resolvedAt: resolvedAt,
            now: resolvedAt.addingTimeInterval(Double(seconds))
        )
        #expect(trigger == (isSame ? .guestMessageWithinReopenWindow : .guestMessageAfterReopenWindow))
    }

    @Test(arguments: [nil, ConversationState.new, .active, .escalated])
    func `elsewhere a message is a message`(state: ConversationState?) {
        #expect(ConversationTrigger.guestWrote(in: state, resolvedAt: nil, now: resolvedAt) == .guestMessage)
    }

    @Test func `resolved at an unknown time is too long ago`() {
        let trigger = ConversationTrigger.guestWrote(in: .resolved, resolvedAt: nil, now: resolvedAt)
        #expect(trigger == .guestMessageAfterReopenWindow)
    }

    @Test(arguments: [
        (ConversationState.active, Author.ai, false, 86_400.0, true),
        (.active, .staff, false, 86_400, true),
        (.active, .ai, false, 86_399, false),
        (.active, .guest, false, 999_999, false),
        (.active, .ai, true, 999_999, false),
        (.new, .system, false, 86_400, true),
        (.escalated, .staff, false, 999_999, false),
        (.resolved, .ai, false, 999_999, false),
    ])
    func `idle closes only what waits for nobody`(
        state: ConversationState,
        lastAuthor: Author,
        hasOpenTask: Bool,
        idle: Double,
        closes: Bool
    ) {
        let isClosed = IdleRule().closes(
            state: state,
            lastAuthor: lastAuthor,
            lastActivityAt: resolvedAt,
            hasOpenTask: hasOpenTask,
            now: resolvedAt.addingTimeInterval(idle)
        )
        #expect(isClosed == closes)
    }
}
