import Domain
import Testing

@Suite struct DeliveryMergeTests {
    private static let receipts = DeliveryState.allCases.filter(\.isReceipt)

    /// Every sequence of so many receipts, repetitions included.
    private static func sequences(_ length: Int) -> [[DeliveryState]] {
        length == 0 ? [[]] : sequences(length - 1).flatMap { head in receipts.map { head + [$0] } }
    }

    private static func permutations(_ list: [DeliveryState]) -> [[DeliveryState]] {
        guard list.count > 1 else { return [list] }
        return list.indices.flatMap { index in
            var rest = list
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }

    @Test(arguments: DeliveryState.allCases)
    func `up to four receipts end the same in every order, and again when they all come twice`(start: DeliveryState) {
        for length in 1...4 {
            for sequence in Self.sequences(length) {
                let end = sequence.reduce(start) { $0.merged(with: $1) }
                for order in Self.permutations(sequence) {
                    #expect(order.reduce(start) { $0.merged(with: $1) } == end, "\(start): \(order)")
                }
                #expect((sequence + sequence).reduce(start) { $0.merged(with: $1) } == end, "\(start): \(sequence)")
                let told = sequence.dropFirst().reduce(sequence[0]) { $0.merged(with: $1) }
                #expect(start.merged(with: told) == end, "receipts merged among themselves first: \(sequence)")
            }
        }
    }

    @Test func `what reached the guest beats failure, and failure beats having been sent`() {
        #expect(DeliveryState.failed.merged(with: .delivered) == .delivered)
        #expect(DeliveryState.delivered.merged(with: .failed) == .delivered)
        #expect(DeliveryState.read.merged(with: .failed) == .read)
        #expect(DeliveryState.sent.merged(with: .failed) == .failed)
    }

    @Test(arguments: receipts)
    func `any receipt beats unknown and proves a suppressed message out`(receipt: DeliveryState) {
        #expect(DeliveryState.unknown.merged(with: receipt) == receipt)
        #expect(DeliveryState.suppressed.merged(with: receipt) == receipt)
    }

    @Test(arguments: DeliveryState.allCases)
    func `what no provider can report changes nothing`(state: DeliveryState) {
        for other in DeliveryState.allCases where !other.isReceipt { #expect(state.merged(with: other) == state) }
    }

    @Test func `each state has a rank of its own`() {
        #expect(Set(DeliveryState.allCases.map(\.rank)).count == DeliveryState.allCases.count)
    }
}
