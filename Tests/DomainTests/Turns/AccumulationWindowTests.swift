import Domain
import Foundation
import Testing

@Suite struct AccumulationWindowTests {
    private let opened = Date(timeIntervalSince1970: 1_700_000_000)

    private func dueAfter(_ window: AccumulationWindow, lastMessageAfter: Double) -> Double {
        let due = window.due(openedAt: opened, lastMessageAt: opened.addingTimeInterval(lastMessageAfter))
        return (due.timeIntervalSince(opened) * 1000).rounded()
    }

    @Test(arguments: [
        (ChannelKind.whatsapp, 1200), (.sms, 800), (.web, 600), (.email, 0), (.relay, 0),
    ])
    func `each channel waits as its guests pause`(channel: ChannelKind, milliseconds: Int) {
        #expect(AccumulationWindow(for: channel).length == .milliseconds(milliseconds))
    }

    @Test(arguments: [(-5, 0), (0, 0), (1, 200), (200, 200), (1200, 1200), (3000, 3000), (3001, 3000), (.max, 3000)])
    func `a configured window is held between 200 and 3000 ms, and none stays none`(given: Int, held: Int) {
        #expect(AccumulationWindow(milliseconds: given).length == .milliseconds(held))
    }

    @Test func `each message moves the due time, but never beyond three seconds after the first`() {
        let window = AccumulationWindow(for: .whatsapp)
        #expect(dueAfter(window, lastMessageAfter: 0) == 1200)
        #expect(dueAfter(window, lastMessageAfter: 1) == 2200)
        #expect(dueAfter(window, lastMessageAfter: 1.8) == 3000)
        #expect(dueAfter(window, lastMessageAfter: 2.9) == 3000)
        #expect(dueAfter(window, lastMessageAfter: 60) == 3000)
    }

    @Test func `a message stamped before the turn does not make it due earlier`() {
        #expect(dueAfter(AccumulationWindow(for: .whatsapp), lastMessageAfter: -10) == 1200)
    }

    @Test func `without a window a turn is due the moment it is opened`() {
        #expect(AccumulationWindow(for: .email).isDue(openedAt: opened, lastMessageAt: opened, now: opened))
    }

    @Test func `it is due at its time and not before`() {
        let window = AccumulationWindow(milliseconds: 500)
        let due = window.due(openedAt: opened, lastMessageAt: opened)
        #expect(window.isDue(openedAt: opened, lastMessageAt: opened, now: due))
        #expect(!window.isDue(openedAt: opened, lastMessageAt: opened, now: due.addingTimeInterval(-0.001)))
    }
}
