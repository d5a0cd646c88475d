/// A first look at bytes, in which most of them are done with: whether there may be digits enough for a card's number.
///
/// It is quick and errs on one side only: where it says no there is none. What belongs to no number ends a run of digits,
/// what might be a digit counts as one, and the rest is passed over.
enum CardGlance {
    /// Whether so many digits may stand together as a card's number has at least.
    static func maySeeNumber(in bytes: [UInt8], isJSON: Bool) -> Bool {
        var digits = 0
        // Until where what belongs to an escape of JSON ends nothing.
        var escapedUntil = 0
        var index = 0
        for byte in bytes {
            switch byte {
            case 0x30...0x39: digits += 1
            // What may stand between two digits: see ``DigitScanner``.
            case 0x20, 0x09, 0x0A, 0x0D, 0x2D, 0x2E, 0x5F, 0x2F: break
            case 0x5C where isJSON:
                digits += 1
                escapedUntil = index + 6
            case 0x80...: if mayBeginDigit(byte) { digits += 1 }
            default: if index >= escapedUntil { digits = 0 }
            }
            if digits >= DigitChain.lengths.lowerBound { return true }
            index += 1
        }
        return false
    }

    /// Whether a decimal digit beyond ASCII may begin with a byte of UTF-8, however badly it is spelled.
    private static func mayBeginDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xEA, 0xEF, 0xF0...: true
        default: false
        }
    }
}
