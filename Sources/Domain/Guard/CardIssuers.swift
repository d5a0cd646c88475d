/// Which numbers the issuers of payment cards give out: by how they begin, and how long they are.
enum CardIssuers {
    private struct Range {
        /// The first and last beginning, both with as many digits as ``width`` says.
        let beginnings: ClosedRange<Int>
        let width: Int
        let lengths: Set<Int>

        init(_ beginnings: ClosedRange<Int>, _ width: Int, _ lengths: Set<Int>) {
            self.beginnings = beginnings
            self.width = width
            self.lengths = lengths
        }
    }

    private static let long: Set<Int> = [16, 17, 18, 19]

    private static let ranges: [Range] = [
        // Visa
        Range(4...4, 1, [13, 16, 19]),
        // Mastercard
        Range(51...55, 2, [16]), Range(2221...2720, 4, [16]),
        // American Express
        Range(34...34, 2, [15]), Range(37...37, 2, [15]),
        // Diners Club
        Range(300...305, 3, [14, 16, 17, 18, 19]), Range(309...309, 3, [14, 16, 17, 18, 19]),
        Range(36...36, 2, [14, 16, 17, 18, 19]), Range(38...39, 2, [14, 16, 17, 18, 19]),
        // Discover, JCB, UnionPay
        Range(6011...6011, 4, long), Range(644...649, 3, long), Range(65...65, 2, long),
        Range(3528...3589, 4, long), Range(62...62, 2, long), Range(81...81, 2, long),
        // Maestro
        Range(5018...5018, 4, [13, 14, 15, 16, 17, 18, 19]), Range(5020...5020, 4, [13, 14, 15, 16, 17, 18, 19]),
        Range(5038...5038, 4, [13, 14, 15, 16, 17, 18, 19]), Range(5893...5893, 4, [13, 14, 15, 16, 17, 18, 19]),
        Range(6304...6304, 4, [13, 14, 15, 16, 17, 18, 19]), Range(6759...6759, 4, [13, 14, 15, 16, 17, 18, 19]),
        Range(6761...6763, 4, [13, 14, 15, 16, 17, 18, 19]),
        // Mir, Dankort, RuPay, Verve, Troy, Humo, UzCard, Elo, Hipercard
        Range(2200...2205, 4, long), Range(5019...5019, 4, [16]), Range(60...60, 2, [16]), Range(508...508, 3, [16]),
        Range(506099...506198, 6, [16, 18, 19]), Range(650002...650027, 6, [16, 18, 19]), Range(9792...9792, 4, [16]),
        Range(9860...9860, 4, [16]), Range(8600...8600, 4, [16]), Range(5066...5067, 4, [16]),
        Range(6363...6363, 4, [16]), Range(5041...5041, 4, [16]),
    ]

    /// Whether an issuer gives out numbers that begin so and are so long.
    static func know(_ digits: some Collection<UInt8>) -> Bool {
        let length = digits.count
        var beginning = 0
        var width = 0
        for digit in digits.prefix(6) {
            beginning = beginning * 10 + Int(digit)
            width += 1
            let isIssued = ranges.contains {
                $0.width == width && $0.beginnings.contains(beginning) && $0.lengths.contains(length)
            }
            if isIssued { return true }
        }
        return false
    }

    /// Whether the last digit is the one that the others call for.
    static func isSound(_ digits: some Collection<UInt8>) -> Bool {
        var sum = 0
        let parity = digits.count % 2
        for (place, digit) in digits.enumerated() {
            let value = Int(digit)
            guard place % 2 == parity else {
                sum += value
                continue
            }
            sum += value > 4 ? 2 * value - 9 : 2 * value
        }
        return sum % 10 == 0
    }
}
