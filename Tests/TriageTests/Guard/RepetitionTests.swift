import Foundation
import Testing
import Triage

@Suite struct RepetitionTests {
    private func noted(_ texts: [String], every pause: TimeInterval = 5) -> [Bool] {
        var repetition = Repetition()
        return texts.enumerated().map { index, text in
            repetition.note(text, at: Date(timeIntervalSince1970: 1_800_000_000 + Double(index) * pause))
        }
    }

    @Test func `The fourth time the same words are written is told`() {
        #expect(noted(["Hello?", "hello?", " Hello? ", "HELLO?", "hello?"]) == [false, false, false, true, true])
    }

    @Test func `Other words in between begin anew`() {
        #expect(noted(["towels", "towels", "towels", "thanks", "towels"]) == [false, false, false, false, false])
    }

    @Test func `A message that is delivered again was written once`() {
        var repetition = Repetition()
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect((0..<9).allSatisfy { _ in !repetition.note("towels", id: "m-1", at: now) })
        #expect(
            ["m-2", "m-3", "m-4", "m-4"].map { repetition.note("towels", id: $0, at: now) } == [
                false, false, true, true,
            ]
        )
    }

    @Test func `What was said long ago does not count`() {
        #expect(noted(["towels", "towels", "towels", "towels"], every: 600) == [false, false, false, false])
    }

    @Test func `Short words are said often`() {
        #expect(noted(Array(repeating: "ok", count: 10)).allSatisfy { !$0 })
    }
}
