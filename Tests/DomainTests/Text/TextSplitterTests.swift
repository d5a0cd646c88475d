import Domain
import Testing

@Suite struct TextSplitterTests {
    @Test(
        arguments: [(ChannelKind.whatsapp, 4096), (.sms, 1600), (.web, 10_000), (.email, nil), (.relay, nil)]
            as [(ChannelKind, Int?)]
    )
    func `each channel has its limit`(channel: ChannelKind, limit: Int?) {
        #expect(channel.maximumOutboundLength == limit)
    }

    @Test func `what fits is one message`() {
        let text = String(repeating: "a", count: 4096)
        #expect(TextSplitter.split(text, limit: 4096) == [text])
        #expect(TextSplitter.split(" Hello. \n", limit: 4096) == ["Hello."])
        #expect(TextSplitter.split(text, limit: nil) == [text])
        #expect(TextSplitter.split("One two", limit: 7) == ["One two"])
    }

    @Test(arguments: ["", " ", "\n\n\t"])
    func `blank words are no message`(text: String) {
        #expect(TextSplitter.split(text, limit: 10).isEmpty)
        #expect(TextSplitter.split(text, limit: nil).isEmpty)
    }

    @Test(
        arguments: [
            ("One two. Three\nfour.\n\nFive six seven", ["One two. Three\nfour.", "Five six seven"]),
            ("One two. Three\r\n\r\nFour five six seven", ["One two. Three", "Four five six seven"]),
            ("One two. Three four\nfive six seven", ["One two. Three four", "five six seven"]),
            ("One two. Three. Four five six", ["One two. Three.", "Four five six"]),
            ("Hi. One two three four five six", ["Hi. One two three four", "five six"]),
            ("One two three four fi fivesix", ["One two three four fi", "fivesix"]),
            ("abcdefghijklmnopqrstuvwxyz", ["abcdefghijklmnopqrstuv", "wxyz"]),
            ("a bcdefghijklmnopqrstuvwxyz", ["a", "bcdefghijklmnopqrstuvw", "xyz"]),
            ("こんにちは。 お部屋のご準備ができております。どうぞお越しください", nil),
        ] as [(String, [String]?)]
    )
    func `it is cut where a reader would pause`(text: String, pieces: [String]?) {
        let split = TextSplitter.split(text, limit: 22)
        if let pieces { #expect(split == pieces) }
        #expect(split.count > 1 && split.allSatisfy { $0.utf16.count <= 22 })
    }

    @Test func `a character as people see it stays whole`() {
        let family = "🧑‍👩‍👧"
        let pieces = TextSplitter.split(String(repeating: family, count: 5), limit: family.utf16.count * 2 + 1)
        #expect(pieces == [family + family, family + family, family])
    }

    @Test func `a character longer than a message is cut all the same`() {
        let mountain = "a" + String(repeating: "\u{301}", count: 100)
        let pieces = TextSplitter.split(mountain, limit: 40)
        #expect(pieces.map(\.utf16.count) == [40, 40, 21])
    }

    @Test(arguments: [0, -1])
    func `a limit of nothing is no limit`(limit: Int) {
        #expect(TextSplitter.split("ab", limit: limit) == ["ab"])
    }

    @Test func `of any text nothing but white space is lost, nothing is blank, nothing too long`() {
        var generator = SplitMix(state: 7)
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...8, using: &generator) { text += randomText(using: &generator) }
            let limit = Int.random(in: 2...40, using: &generator)
            let pieces = TextSplitter.split(text, limit: limit)
            let isWhole = words(pieces.joined()) == words(text)
            let isFit = pieces.allSatisfy { $0.utf16.count <= limit && !words($0).isEmpty }
            #expect(isWhole && isFit, "\(text.debugDescription), limit \(limit)")
        }
    }

    private func words(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { !$0.properties.isWhitespace }
    }
}
