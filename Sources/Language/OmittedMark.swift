/// Marks that people leave out when they are in a hurry: the accents of Latin, Greek and Cyrillic, the vowel signs of
/// Arabic and Hebrew. Those of Hangul, kana, Thai and the scripts of India tell words apart and are none of them.
package enum OmittedMark {
    /// Whether a scalar of a decomposed text is such a mark.
    package static func contains(_ value: UInt32) -> Bool {
        switch value {
        case 0x0300...0x036F, 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C2, 0x05C4...0x05C5, 0x05C7: true
        case 0x0610...0x061A, 0x064B...0x0655: true
        default: false
        }
    }
}
