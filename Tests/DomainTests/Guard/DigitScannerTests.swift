import Testing

@testable import Domain

/// The quick ways find what a plain reading finds, whatever is in the bytes.
@Suite struct DigitScannerTests {
    /// What guests, providers and those who mean ill put together.
    private static let pieces: [[UInt8]] =
        [
            "4", "1", "4111111111111111", "4111 1111 ", "1111-1111", "5555", "378282246310005", "0", "12/27", " ", "  ",
            "-",
            ".", "\n", "\t", "_", "/", "+", "a", "f", "g", "Visa", "CVV 123", "DE89 ", "DE893704", "A", "ABC", "FFFF",
            "8f4",
            "\"", "\"", "\"", ":", ",", "{", "}", "[", "]", "\"id\":\"", "\"from\" : \"", "\"body\":\"", "\"id\":",
            "\"cardNo\":", "\"to\"\n:\n", "\\", "\\\\", "\\\"", "\\n", "\\/", "\\u", "\\u0034", "\\u+034", "\\uff14",
            "\\ud835\\udfd2", "\\ud835", "\\u200b", "\\u00e9", "\\u12", "٤", "١١١١", "४१", "４１１１", "𝟒", "é", "ß", "Ж",
            "字",
            "가", "ا", "½", "²", "\u{200B}", "\u{FE0F}\u{20E3}", "\u{A0}", "\u{301}", "–", "·", "🎉", "e-7",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xE0, 0x80, 0xB4], [0xF0, 0x80, 0x80, 0xB1], [0xF8], [0x80], [0],
        ]

    @Test(arguments: [false, true])
    func `Chains are the same as those of a plain reading, and so is what is masked`(isJSON: Bool) throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            var bytes: [UInt8] = isJSON ? [0x7B] : []
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                bytes += Self.pieces.randomElement(using: &generator) ?? []
            }
            let text = "\(String(decoding: bytes, as: UTF8.self)) \(bytes)"
            try #require(Self.quick(bytes, isJSON: isJSON) == Self.plain(bytes, isJSON: isJSON), "\(text)")
            if isJSON {
                try #require(try CardNumbers.masked(body: bytes) == Self.masked(bytes, isJSON: true), "\(text)")
            } else if let valid = String(validating: bytes, as: UTF8.self) {
                let masked = try CardNumbers.masked(valid).map { Array($0.utf8) }
                try #require(try masked == Self.masked(bytes, isJSON: false), "\(text)")
            }
        }
    }

    @Test(arguments: [3, 12, 40, 200])
    func `What asks for too much work is the same, too`(budget: Int) throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            var bytes: [UInt8] = [0x7B]
            for _ in 0..<40 { bytes += Self.pieces.randomElement(using: &generator) ?? [] }
            func result(_ masked: () throws(CardNumbers.Overrun) -> [UInt8]?) -> Result<[UInt8]?, CardNumbers.Overrun> {
                do throws(CardNumbers.Overrun) { return .success(try masked()) } catch { return .failure(error) }
            }
            let quick = result { () throws(CardNumbers.Overrun) in
                try CardNumbers.masked(body: bytes, budget: budget)
            }
            let plain = result { () throws(CardNumbers.Overrun) in
                try Self.masked(bytes, isJSON: true, budget: budget)
            }
            try #require(quick == plain, "\(String(decoding: bytes, as: UTF8.self)) \(bytes)")
        }
    }

    @Test func `Every character is to a number what Unicode says of it`() throws {
        // Whether it is a digit, stands between digits, is not seen, or is a letter: each shows.
        let texts = (0x80...0x1FFFF).lazy.compactMap { Unicode.Scalar($0) }.map { "4\($0)5\($0)DE8;" }
        var rest = Array(texts)[...]
        while !rest.isEmpty {
            let bytes = Array(rest.prefix(64).joined().utf8)
            rest = rest.dropFirst(64)
            try #require(Self.quick(bytes, isJSON: false) == Self.plain(bytes, isJSON: false))
        }
    }

    @Test func `A card's number is seen in the digits of every script`() throws {
        let zeros = (0...0x10FFFF).lazy.compactMap { Unicode.Scalar($0) }
            .filter { $0.properties.generalCategory == .decimalNumber && $0.properties.numericValue == 0 }
        var scripts = 0
        for zero in zeros {
            let digits = "4111111111111111".unicodeScalars.compactMap { Unicode.Scalar(zero.value + $0.value - 0x30) }
            let number = String(String.UnicodeScalarView(digits))
            let stored = try #require(try CardNumbers.masked(number), "\(number)")
            #expect(stored.unicodeScalars.count { $0 == "*" } == 12)
            scripts += 1
        }
        #expect(scripts > 50)
    }

    /// All of a chain that can be compared.
    private struct Seen: Equatable {
        var values: [UInt8]
        var places: [Range<Int>]
        var groups: [Int]
        var hasPlus: Bool
        var country: [Int]
        var isCode: Bool
        var bareNumber: Range<Int>?

        init(_ chain: DigitChain) {
            values = chain.digits.map(\.value)
            places = chain.digits.map(\.bytes)
            groups = chain.groups
            hasPlus = chain.hasPlus
            country = chain.country.map { [$0.0, $0.1] } ?? []
            isCode = chain.isCode
            bareNumber = chain.bareNumber
        }
    }

    private static func quick(_ bytes: [UInt8], isJSON: Bool) -> [Seen] {
        var scanner = DigitScanner(bytes, isJSON: isJSON)
        var seen: [Seen] = []
        while scanner.findNext() { seen.append(Seen(scanner.chain)) }
        return seen
    }

    private static func plain(_ bytes: [UInt8], isJSON: Bool) -> [Seen] {
        var scanner = PlainDigitScanner(bytes, isJSON: isJSON)
        var seen: [Seen] = []
        while let chain = scanner.next() { seen.append(Seen(chain)) }
        return seen
    }

    /// What is masked when every chain is looked at.
    private static func masked(
        _ bytes: [UInt8],
        isJSON: Bool,
        budget: Int = CardNumbers.budget
    ) throws(CardNumbers.Overrun) -> [UInt8]? {
        guard bytes.count >= DigitChain.lengths.lowerBound else { return nil }
        var search = CardSearch(budget: budget, bytes: bytes)
        var scanner = PlainDigitScanner(bytes, isJSON: isJSON)
        while let chain = scanner.next() { try search.look(at: chain) }
        return search.hidden.isEmpty ? nil : CardCodes.masked(search.edited(), isJSON: isJSON)
    }
}
