import Testing

@testable import Routing

/// How much of one hotel is claimed at once.
@Suite struct ClaimSizeTests {
    @Test func `A hotel alone is claimed up to its share`() {
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [], room: 64) == 48)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [20], room: 44) == 28)
    }

    @Test func `Near its share it is claimed by the least; beyond it, it is not claimed at all and counts no more`() {
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [47], room: 17) == 16)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [50], room: 14) == 16)
        #expect(ClaimSize.perHotel(least: 4, share: 48, taken: [48, 1], room: 64) == 32)
    }

    @Test func `The more hotels are at work the less is claimed of each, down to the least`() {
        let sizes = [1, 2, 3, 4, 30].map {
            ClaimSize.perHotel(least: 8, share: 48, taken: Array(repeating: 1, count: $0), room: 60)
        }
        #expect(sizes == [47, 30, 20, 15, 8])
    }
}
