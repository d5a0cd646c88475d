import Testing

@testable import Routing

/// How much of one hotel is claimed at once.
@Suite struct ClaimSizeTests {
    @Test func `Where few hotels are at work up to twice the least is claimed of one`() {
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [], room: 64) == 32)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [10], room: 54) == 27)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [28], room: 44) == 20)
    }

    @Test func `Near its share it is claimed by the least; beyond it, it is not claimed at all and counts no more`() {
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [47], room: 17) == 16)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [50], room: 14) == 16)
        #expect(ClaimSize.perHotel(least: 16, share: 48, taken: [48, 1], room: 64) == 21)
    }

    @Test func `The more hotels are at work the less is claimed of each, down to the least`() {
        let sizes = [1, 2, 3, 4, 30].map {
            ClaimSize.perHotel(least: 8, share: 48, taken: Array(repeating: 1, count: $0), room: 60)
        }
        #expect(sizes == [16, 16, 15, 12, 8])
    }
}
