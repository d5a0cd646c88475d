import Domain
import Testing

@Suite struct SafeTextTests {
    @Test(arguments: ["", "Guten Morgen", "日本語 🧑‍👩‍👧‍👦", "e\u{301}"])
    func `ordinary words stay as they are, to the byte`(words: String) {
        let safe = SafeText(words)
        #expect(Array(safe.text.utf8) == Array(words.utf8))
        #expect(!safe.isTruncated)
    }

    @Test func `NUL becomes the replacement character`() {
        let safe = SafeText("a\u{0}b\u{0}")
        #expect(safe.text == "a\u{FFFD}b\u{FFFD}")
        #expect(!safe.isTruncated)
    }

    @Test func `a text of 100 kB is stored as its first 64 KiB and says so`() {
        let safe = SafeText(String(repeating: "a", count: 100_000))
        #expect(safe.text.utf8.count == 65_536)
        #expect(safe.isTruncated)
        #expect(!SafeText(String(repeating: "a", count: 65_536)).isTruncated)
    }

    @Test(arguments: 0...30)
    func `it is cut between characters as people see them`(limit: Int) {
        let family = "🧑‍👩‍👧"
        let safe = SafeText("é" + family, maximumBytes: limit)
        let fits = limit >= 2 + family.utf8.count
        #expect(safe.text == (fits ? "é" + family : limit >= 2 ? "é" : ""))
        #expect(safe.isTruncated == !fits)
    }

    @Test func `replacing NUL cannot make it longer than allowed`() {
        let safe = SafeText(String(repeating: "\u{0}", count: 100), maximumBytes: 100)
        #expect(safe.text.utf8.count == 99)
        #expect(safe.isTruncated)
    }

    @Test func `one letter under a mountain of marks is cut between scalars rather than lost`() {
        let mountain = "a" + String(repeating: "\u{301}", count: 100_000)
        let safe = SafeText(mountain)
        #expect(safe.text.utf8.count == 65_535)
        #expect(safe.text.unicodeScalars.first == "a")
        #expect(safe.isTruncated)
    }

    @Test(arguments: [0, -1, Int.min])
    func `no room keeps nothing and says so`(limit: Int) {
        #expect(SafeText("a", maximumBytes: limit).text.isEmpty)
        #expect(SafeText("a", maximumBytes: limit).isTruncated)
        #expect(!SafeText("", maximumBytes: limit).isTruncated)
    }
}
