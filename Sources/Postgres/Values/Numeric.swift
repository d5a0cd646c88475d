/// The server's arbitrary-precision number, read only: `sum` and `avg` answer with it.
struct Numeric {
    private let digits: [UInt16]
    private let weight: Int
    private let isNegative: Bool
    private let special: Double?

    static func decode(_ field: Field) throws(DecodingFailure) -> Numeric {
        let bytes = try field.content()
        func half(_ index: Int) -> UInt16 { UInt16(bytes[index * 2]) << 8 | UInt16(bytes[index * 2 + 1]) }
        guard bytes.count >= 8, bytes.count == 8 + Int(half(0)) * 2 else {
            throw DecodingFailure("malformed numeric")
        }
        let special: Double? =
            switch half(2) {
            case 0xC000: Double.nan
            case 0xD000: Double.infinity
            case 0xF000: -Double.infinity
            default: nil
            }
        return Numeric(
            digits: (0..<Int(half(0))).map { half(4 + $0) },
            weight: Int(Int16(bitPattern: half(1))),
            isNegative: half(2) == 0x4000,
            special: special
        )
    }

    /// The nearest double: decimal text is the shortest correct way from base 10,000 to base 2.
    var double: Double {
        if let special { return special }
        guard !digits.isEmpty else { return 0 }
        let mantissa = digits.map { digit in
            let text = String(digit)
            return String(repeating: "0", count: 4 - text.count) + text
        }
        let exponent = (weight - digits.count + 1) * 4
        return Double("\(isNegative ? "-" : "")\(mantissa.joined())e\(exponent)") ?? .nan
    }

    /// The integer, or an error where there is a fraction or it does not fit.
    func integer() throws(DecodingFailure) -> Int64 {
        guard special == nil, digits.isEmpty || digits.count <= weight + 1 else {
            throw DecodingFailure("the number is not an integer")
        }
        var value: Int64 = 0
        for position in 0..<max(weight + 1, 0) where !digits.isEmpty {
            let digit = position < digits.count ? Int64(digits[position]) : 0
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (next, carry) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflow, !carry else { throw DecodingFailure("the integer does not fit into Int64") }
            value = next
        }
        return value
    }
}
