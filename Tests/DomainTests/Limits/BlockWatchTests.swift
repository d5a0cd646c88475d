import Domain
import Foundation
import Testing

/// A caller who goes on asking after being refused.
@Suite struct BlockWatchTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let rule = BlockRule(refusals: 3, windowMs: 60_000, blockMs: 300_000)

    private func refuses(_ watch: inout BlockWatch, after seconds: Double, wait: Duration = .seconds(60)) -> Bool {
        watch.refuse(by: rule, wait: wait, at: start + seconds)
    }

    @Test func `So many refusals of who comes too soon begin a block, and it ends by itself`() {
        var watch = BlockWatch()
        let refused = [0.0, 1, 2, 3].map { refuses(&watch, after: $0) }
        #expect(refused == [false, false, false, true])
        #expect(watch.wait(at: start + 3) == .seconds(300))
        #expect(watch.wait(at: start + 302) == .seconds(1))
        #expect(watch.wait(at: start + 303) == nil)
    }

    @Test func `Who waits as long as told is never blocked, and refusals far apart begin no block`() {
        var (patient, slow) = (BlockWatch(), BlockWatch())
        let one = (0..<100).map { refuses(&patient, after: Double($0), wait: .seconds(1)) }
        let other = (0..<20).map { refuses(&slow, after: Double($0) * 31) }
        #expect(!one.contains(true) && !other.contains(true))
    }

    @Test func `While it lasts nothing is counted, and it takes as many refusals again`() {
        var watch = BlockWatch()
        for _ in 0..<4 { _ = refuses(&watch, after: 0) }
        let during = (0..<100).map { refuses(&watch, after: Double($0)) }
        #expect(during.allSatisfy { !$0 })
        #expect(watch.wait(at: start + 300) == nil)
        let again = [300.0, 300, 300, 300].map { refuses(&watch, after: $0) }
        #expect(again == [false, false, false, true])
    }

    @Test func `A clock that went backwards blocks nobody sooner`() {
        var watch = BlockWatch()
        for _ in 0..<3 { _ = refuses(&watch, after: 0) }
        #expect(!refuses(&watch, after: -3600))
    }

    @Test func `What makes no sense is held to what does`() {
        let rule = BlockRule(refusals: 0, windowMs: -1, blockMs: 0)
        #expect(rule.refusals == 1 && rule.windowMs == 1 && rule.blockMs == 1)
    }
}
