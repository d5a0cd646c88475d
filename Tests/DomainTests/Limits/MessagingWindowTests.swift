import Domain
import Foundation
import Testing

@Suite struct MessagingWindowTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)
    private let never = MessagingWindow(channel: .whatsapp, expiresAt: nil)

    private func at(_ seconds: Double) -> Date { now.addingTimeInterval(seconds) }

    @Test func `WhatsApp is closed until the guest has written`() {
        #expect(never.state(at: now) == .closed)
    }

    @Test func `a guest's message opens it for 24 hours less a minute`() {
        let window = never.extended(by: .text, sentAt: now, now: now)
        #expect(window.expiresAt == at(86_400))
        #expect(window.state(at: now) == .open(until: at(86_340)))
        #expect(window.state(at: at(86_339)) == .open(until: at(86_340)))
        #expect(window.state(at: at(86_340)) == .closed)
    }

    @Test func `the message's own time counts, not when it arrived`() {
        let window = never.extended(by: .text, sentAt: at(-3600), now: now)
        #expect(window.expiresAt == at(82_800))
    }

    @Test func `a message that was under way for a day opens nothing`() {
        #expect(never.extended(by: .text, sentAt: at(-90_000), now: now).state(at: now) == .closed)
    }

    @Test func `a timestamp from the future counts as now`() {
        #expect(never.extended(by: .text, sentAt: at(500_000), now: now).expiresAt == at(86_400))
    }

    @Test func `without a timestamp arrival counts`() {
        #expect(never.extended(by: .image, sentAt: nil, now: now).expiresAt == at(86_400))
    }

    @Test func `each message resets it, and one that comes late does not shorten it`() {
        let window = never.extended(by: .text, sentAt: now, now: now)
        #expect(window.extended(by: .text, sentAt: at(60), now: at(60)).expiresAt == at(86_460))
        #expect(window.extended(by: .text, sentAt: at(-600), now: at(60)).expiresAt == at(86_400))
    }

    @Test func `a provider's notice opens nothing, every message of a guest's does`() {
        for kind in ContentKind.allCases {
            let window = never.extended(by: kind, sentAt: now, now: now)
            #expect((window.state(at: now) == .closed) == (kind == .system), "\(kind)")
        }
    }

    @Test(arguments: [ChannelKind.sms, .email, .web, .relay])
    func `other channels are always open and have no end`(channel: ChannelKind) {
        let window = MessagingWindow(channel: channel, expiresAt: nil)
        #expect(window.state(at: now) == .open(until: nil))
        #expect(window.extended(by: .text, sentAt: now, now: now).expiresAt == nil)
    }
}
