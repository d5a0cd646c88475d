extension String {
    /// The text with at most thirty marks upon one letter, as Unicode's stream-safe form has it: no language needs as many.
    ///
    /// Composing, comparing and hashing a text puts the marks on a letter in order, in time that grows with the square of
    /// their number: sixteen thousand take half a second to hash.
    package var withoutMarkPiles: String {
        // No mark begins with a smaller byte.
        guard utf8.contains(where: { $0 >= 0xCC }) else { return self }
        var pile = 0
        let isPiled = unicodeScalars.contains { scalar in
            pile = scalar.isPutInOrder ? pile + 1 : 0
            return pile > Self.highestPile
        }
        guard isPiled else { return self }
        pile = 0
        var kept = UnicodeScalarView()
        for scalar in unicodeScalars {
            pile = scalar.isPutInOrder ? pile + 1 : 0
            if pile <= Self.highestPile { kept.append(scalar) }
        }
        return String(kept)
    }

    private static var highestPile: Int { 30 }
}

extension Unicode.Scalar {
    fileprivate var isPutInOrder: Bool { value >= 0x300 && properties.canonicalCombiningClass != .notReordered }
}
