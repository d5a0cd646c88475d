import Foundation
import Testing

@testable import API

/// Where lists go on.
@Suite struct PageCursorTests {
    @Test func `A cursor reads what it wrote`() {
        for parts in [["2026-11-21T09:30:00.000Z", "id"], ["", "ü/+=?&"], ["a", "b"]] {
            let text = PageCursor(parts).text
            #expect(PageCursor(text, parts: parts.count)?.parts == parts)
            #expect(text.utf8.allSatisfy { UInt8(ascii: "!")...UInt8(ascii: "~") ~= $0 && $0 != UInt8(ascii: "=") })
        }
    }

    @Test(arguments: ["", "x", "!!!", "bnVsbA", "WzEsMl0", "W10", String(repeating: "A", count: 10_000)])
    func `Anything else is none`(_ text: String) {
        #expect(PageCursor(text, parts: 2) == nil)
    }
}
