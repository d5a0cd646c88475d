/// Randomness that is the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A short text in which letters, digits, separators and any scalar at all are mixed.
func randomText(using generator: inout SplitMix) -> String {
    let common = Array("0123456789+-(). @aZß.ENTUS\u{301}\u{200D}\r\n\u{0}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...24, using: &generator) {
        if Int.random(in: 0..<8, using: &generator) > 0 {
            text.append(common[Int.random(in: 0..<common.count, using: &generator)])
        } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) {
            text.append(scalar)
        }
    }
    return String(text)
}
