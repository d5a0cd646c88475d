/// Looks through chains of digits for card numbers and remembers which digits must not be seen.
struct CardSearch {
    /// The bytes of each digit that is hidden.
    private(set) var hidden: [Range<Int>] = []
    private var quoted: [Range<Int>] = []
    private var budget: Int
    private let bytes: [UInt8]
    private var speaksOfCards: Bool?

    init(budget: Int, bytes: [UInt8]) {
        self.budget = budget
        self.bytes = bytes
    }

    /// Looks at one chain.
    mutating func look(at chain: DigitChain) throws(CardNumbers.Overrun) {
        try spend(chain.groups.count)
        guard chain.digits.count >= DigitChain.lengths.lowerBound, !chain.isCode else { return }
        // The longest telephone number has fifteen digits.
        if chain.hasPlus, chain.digits.count <= 15 { return }
        var covered: Range<Int>?
        var lastSeen = 0
        func cover(_ card: Range<Int>, _ whole: Range<Int>) {
            // The first number found shows its last four digits; of a longer reading of the same digits nothing more.
            if let before = covered, before.overlaps(whole) {
                covered = before.lowerBound..<max(before.upperBound, whole.upperBound)
                return
            }
            hide(covered, lastSeen, in: chain)
            covered = whole
            lastSeen = card.upperBound
        }
        for group in chain.groups.indices.dropFirst(chain.accountGroups) {
            for (card, whole) in try cards(in: chain, from: group) { cover(card, whole) }
        }
        hide(covered, lastSeen, in: chain)
        if covered != nil, let number = chain.bareNumber.map(whole), quoted.last != number { quoted.append(number) }
    }

    /// A bare number of JSON with its sign, its fraction and its exponent.
    private func whole(_ digits: Range<Int>) -> Range<Int> {
        let others = Array("+-.eE0123456789".utf8)
        let start = bytes[..<digits.lowerBound].lastIndex { !others.contains($0) }.map { $0 + 1 } ?? 0
        let end = bytes[digits.upperBound...].firstIndex { !others.contains($0) } ?? bytes.count
        return start..<end
    }

    private mutating func spend(_ work: Int) throws(CardNumbers.Overrun) {
        budget -= work
        if budget < 0 { throw CardNumbers.Overrun() }
    }

    private mutating func hide(_ whole: Range<Int>?, _ seenUntil: Int, in chain: DigitChain) {
        guard let whole else { return }
        for index in whole where !(seenUntil - 4..<seenUntil).contains(index) {
            hidden.append(chain.digits[index].bytes)
        }
    }

    /// The card numbers that begin with a group: the number, and the digits that belong to it.
    private mutating func cards(in chain: DigitChain, from first: Int) throws(CardNumbers.Overrun) -> [(
        Range<Int>, Range<Int>
    )] {
        var found: [(Range<Int>, Range<Int>)] = []
        let start = chain.start(first)
        var areLong = true
        var areShort = true
        for last in first..<chain.groups.count {
            try spend(1)
            // No issuer's numbers begin so.
            if [0, 1, 7].contains(chain.digits[start].value) { break }
            let size = chain.start(last + 1) - chain.start(last)
            let count = chain.start(last + 1) - start
            areShort = areShort && size <= 2
            if count > DigitChain.lengths.upperBound {
                if last == first, let number = try withItsDate(in: chain, from: first) { found.append(number) }
                break
            }
            // Fours and sixes, or one by one: a room, a year and a price in a row are no card.
            if count >= DigitChain.lengths.lowerBound, areLong || areShort {
                if isCard(chain.values(first, last + 1), groups: last + 1 - first) {
                    found.append((start..<start + count, start..<start + count))
                } else if last == first, let number = try withItsDate(in: chain, from: first) {
                    found.append(number)
                }
            }
            areLong = areLong && size >= 3
            if !areLong && !areShort { break }
        }
        return found
    }

    /// A number that the date of expiry follows without a gap.
    private mutating func withItsDate(in chain: DigitChain, from group: Int) throws(CardNumbers.Overrun) -> (
        Range<Int>, Range<Int>
    )? {
        let start = chain.start(group)
        let all = chain.values(group, group + 1)
        guard all.count <= 23 else { return nil }
        for length in [16, 15] where all.count >= length + 2 {
            let month = all[length] * 10 + all[length + 1]
            guard (1...12).contains(month), isCard(Array(all.prefix(length)), groups: 1) else { continue }
            return (start..<start + length, start..<start + all.count)
        }
        return nil
    }

    private mutating func isCard(_ digits: [UInt8], groups: Int) -> Bool {
        guard CardIssuers.isSound(digits), CardIssuers.know(digits) else { return false }
        // Thirteen digits are a telephone number of a country whose code begins with 4 far more often than an old card.
        guard digits.count == 13, digits.first == 4, Self.callingCodes.contains(digits[1]) else { return true }
        return talksOfCards()
    }

    /// What follows the 4 of a country's calling code of two digits.
    private static let callingCodes: Set<UInt8> = [0, 1, 3, 4, 5, 6, 7, 8, 9]

    private mutating func talksOfCards() -> Bool {
        if let speaksOfCards { return speaksOfCards }
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        let speaks = Self.words.contains { text.contains($0) }
        speaksOfCards = speaks
        return speaks
    }

    private static let words = [
        "visa", "card", "karte", "kaart", "carte", "carta", "tarjeta", "cartão", "cartao", "kort", "karta", "kart",
        "карт",
        "بطاق", "カード", "卡", "카드", "บัตร", "cvv", "cvc",
    ]

    /// The bytes with what must not be seen as stars.
    func edited() -> [UInt8] {
        var edits = hidden.map { ($0, [UInt8(ascii: "*")]) }
        for number in quoted {
            edits.append((number.lowerBound..<number.lowerBound, [UInt8(ascii: "\"")]))
            edits.append((number.upperBound..<number.upperBound, [UInt8(ascii: "\"")]))
        }
        // A quotation mark comes before the digit at the same place.
        edits.sort { ($0.0.lowerBound, $0.0.upperBound) < ($1.0.lowerBound, $1.0.upperBound) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 2 * quoted.count)
        var done = 0
        for (range, replacement) in edits {
            result += bytes[done..<range.lowerBound]
            result += replacement
            done = range.upperBound
        }
        return result + bytes[done...]
    }
}
