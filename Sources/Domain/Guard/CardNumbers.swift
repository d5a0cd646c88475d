/// Finds the numbers of payment cards in what a guest wrote and takes all but the last four digits away.
///
/// A hotel must not store them, and a guest must not have to know that. What is looked at is any text: words as guests
/// write them, and whole requests of providers, where digits may hide behind JSON's escapes. The work grows with the text
/// alone, and has a bound: whoever calls must not store what could not be looked at.
package enum CardNumbers {
    /// The text asks for more work than one message may.
    package struct Overrun: Error, Hashable {}

    /// How many groups of digits may be looked at for one text. A message of words needs a handful.
    package static let budget = 250_000

    /// The text without its card numbers; nil when there are none.
    ///
    /// - Throws: ``Overrun``, when it cannot be known; then nothing of the text may be kept.
    package static func masked(_ text: String, budget: Int = budget) throws(Overrun) -> String? {
        guard let bytes = try masked(Array(text.utf8), isJSON: false, budget: budget) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A request's body, or a part of one, without its card numbers; nil when there are none. What was JSON stays JSON.
    ///
    /// - Throws: ``Overrun``, when it cannot be known; then nothing of the body may be kept.
    package static func masked(body: [UInt8], budget: Int = budget) throws(Overrun) -> [UInt8]? {
        let first = body.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        return try masked(body, isJSON: first == 0x7B || first == 0x5B || first == 0x22, budget: budget)
    }

    private static func masked(_ bytes: [UInt8], isJSON: Bool, budget: Int) throws(Overrun) -> [UInt8]? {
        // Thirteen digits need thirteen bytes.
        guard bytes.count >= DigitChain.lengths.lowerBound else { return nil }
        // Bytes that are fewer than what may be looked at never ask for too much.
        if bytes.count <= budget, !CardGlance.maySeeNumber(in: bytes, isJSON: isJSON) { return nil }
        var search = CardSearch(budget: budget, bytes: bytes)
        var scanner = DigitScanner(bytes, isJSON: isJSON)
        while scanner.findNext() { try search.look(at: scanner.chain) }
        guard !search.hidden.isEmpty else { return nil }
        return CardCodes.masked(search.edited(), isJSON: isJSON)
    }
}

/// Digits in a row, in groups as people write them.
struct DigitChain {
    /// How many digits a card's number has.
    static let lengths = 13...19

    struct Digit {
        let value: UInt8
        /// The bytes that spell it.
        let bytes: Range<Int>
    }

    var digits: [Digit] = []
    /// Where each group begins in ``digits``.
    var groups: [Int] = []
    /// Whether `+` stands before it.
    var hasPlus = false
    /// The capitals right before it, A being 10, when they are two as in an IBAN.
    var country: (Int, Int)?
    /// Whether it goes on from other digits by letters that are digits of sixteen, as in a code.
    var isCode = false
    /// Where a bare number of JSON begins, so that what becomes of it can be put in quotes.
    var bareNumber: Range<Int>?

    /// How many groups at its beginning are an account's number (`DE89 3704 0044 …`), by its own check digits.
    var accountGroups: Int {
        guard let country, start(1) == 2 else { return 0 }
        // Read from the fifth sign on, the country and the check digits behind: the rest by 97 is 1.
        var rest = 0
        for group in 1..<max(1, groups.count) {
            guard start(group + 1) <= 32 else { break }
            for digit in digits[start(group)..<start(group + 1)] { rest = (rest * 10 + Int(digit.value)) % 97 }
            var whole = rest
            for letter in [country.0, country.1] { whole = (whole * 100 + letter) % 97 }
            for digit in digits[..<2] { whole = (whole * 10 + Int(digit.value)) % 97 }
            if group > 2, whole == 1 { return group + 1 }
        }
        return 0
    }

    /// Forgets all of it but the room it took.
    mutating func clear() {
        digits.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        (hasPlus, country, isCode, bareNumber) = (false, nil, false, nil)
    }

    /// The digits of the groups from one to before another.
    func values(_ from: Int, _ to: Int) -> [UInt8] {
        digits[start(from)..<start(to)].map(\.value)
    }

    /// Where a group begins, or the digits end.
    func start(_ group: Int) -> Int {
        group < groups.count ? groups[group] : digits.count
    }
}
