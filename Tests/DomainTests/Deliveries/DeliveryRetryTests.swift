import Domain
import Testing

@Suite struct DeliveryRetryTests {
    private func next(
        _ failure: SendFailure.Class,
        attempt: Int,
        retryAfter: Duration? = nil,
        jitter: Double = 0
    ) -> DeliveryRetry {
        let refusal = SendFailure(class: failure, code: "x", detail: "", retryAfter: retryAfter)
        return DeliveryRetry.next(after: refusal, attempt: attempt, jitter: jitter)
    }

    @Test func `a passing fault is tried again three times, each later, and then staff hear of it`() {
        #expect(next(.transient, attempt: 1) == .retry(after: .seconds(1)))
        #expect(next(.transient, attempt: 2) == .retry(after: .seconds(4)))
        #expect(next(.transient, attempt: 3) == .retry(after: .seconds(16)))
        #expect(next(.transient, attempt: 4) == .giveUp)
    }

    @Test func `a number that sends too fast rests as a whole`() {
        #expect(next(.throttledEndpoint, attempt: 1) == .pauseEndpoint(for: .seconds(1)))
        #expect(next(.throttledEndpoint, attempt: 19) == .pauseEndpoint(for: .seconds(30)))
        #expect(next(.throttledEndpoint, attempt: 20) == .giveUp)
    }

    @Test func `a guest who gets too many is left alone for at least six seconds, others are not`() {
        #expect(next(.throttledRecipient, attempt: 1) == .holdLane(for: .seconds(6)))
        #expect(next(.throttledRecipient, attempt: 2) == .holdLane(for: .seconds(12)))
        #expect(next(.throttledRecipient, attempt: 10) == .giveUp)
    }

    @Test func `a fault of our account stops the endpoint, not the words`() {
        #expect(next(.account, attempt: 1) == .pauseEndpoint(for: .seconds(30)))
    }

    @Test(arguments: [SendFailure.Class.windowClosed, .recipient, .content, .permanent])
    func `what will not get better is not tried again`(failure: SendFailure.Class) {
        #expect(next(failure, attempt: 1, retryAfter: .seconds(5)) == .giveUp)
    }

    @Test func `a provider's wish is respected when it is longer than our own wait, up to a day`() {
        #expect(next(.transient, attempt: 1, retryAfter: .seconds(90)) == .retry(after: .seconds(90)))
        #expect(next(.transient, attempt: 3, retryAfter: .seconds(1)) == .retry(after: .seconds(16)))
        #expect(next(.transient, attempt: 1, retryAfter: .seconds(-9)) == .retry(after: .seconds(1)))
        #expect(next(.transient, attempt: 1, retryAfter: .seconds(9_999_999)) == .retry(after: .seconds(86_400)))
    }

    @Test func `no class of refusals is listed twice`() {
        #expect(Set(DeliveryRetry.rules.map(\.failure)).count == DeliveryRetry.rules.count)
    }
}
