import Foundation
import Language

/// Takes capitals and accents off single scalars, so that a text, a pattern and the classes within it are folded alike.
///
/// Of marks only those of ``OmittedMark`` are taken off.
enum ScalarFolding {
    /// The scalars that may fold to something else.
    static let areas: [ClosedRange<UInt32>] = [
        0x0041...0x005A, 0x0060...0x0060, 0x00B4...0x058F, 0x0591...0x05C7, 0x0610...0x061A, 0x064B...0x0655,
        0x10A0...0x10FF, 0x13A0...0x13FF, 0x1C80...0x1CBF, 0x1E00...0x1FFF, 0x2018...0x2019, 0x2028...0x2029,
        0x2C00...0x2DFF, 0xFF01...0xFF5E,
    ]

    private static let isDropped: UInt32 = 0xFFFF_FFFF
    private static let isSeveral: UInt32 = 0xFFFF_FFFE
    private static let tableLength: UInt32 = 0x2E00

    /// What each scalar below ``tableLength`` becomes; those that become several stand in the other table.
    private static let tables: (single: [UInt32], several: [UInt32: [UInt32]]) = {
        var single = Array(0..<tableLength)
        var several: [UInt32: [UInt32]] = [:]
        for area in areas where area.upperBound < tableLength {
            for value in area {
                let folded = fold(value)
                switch folded.count {
                case 0: single[Int(value)] = isDropped
                case 1: single[Int(value)] = folded[0]
                default:
                    single[Int(value)] = isSeveral
                    several[value] = folded
                }
            }
        }
        single[0x0D] = 0x0A
        return (single, several)
    }()

    /// The lowercase letter of an ASCII byte.
    static func lowercase(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case 0x60: 0x27
        default: byte
        }
    }

    /// Appends what a scalar folds to: mostly one scalar, now and then none or several.
    static func append(_ value: UInt32, to folded: inout [UInt32]) {
        let value = (0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value
        guard value < tableLength else {
            folded.append(value)
            return
        }
        switch tables.single[Int(value)] {
        case isDropped: break
        case isSeveral: folded += tables.several[value] ?? []
        case let one: folded.append(one)
        }
    }

    /// What a scalar folds to.
    static func folded(_ value: UInt32) -> [UInt32] {
        var folded: [UInt32] = []
        append(value, to: &folded)
        return folded
    }

    /// The scalars that fold to one and no other, where they are not that one themselves.
    static func sources(of value: UInt32) -> [UInt32] { sources[value] ?? [] }

    private static let sources: [UInt32: [UInt32]] = {
        var sources: [UInt32: [UInt32]] = [:]
        for value in areas.joined() {
            let folded = folded(value)
            if folded.count == 1, folded[0] != value { sources[folded[0], default: []].append(value) }
        }
        return sources
    }()

    private static func fold(_ value: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(value) else { return [value] }
        switch scalar {
        case "ß", "ẞ": return [0x73, 0x73]
        case "œ", "Œ": return [0x6F, 0x65]
        case "æ", "Æ": return [0x61, 0x65]
        case "ø", "Ø": return [0x6F]
        case "ł", "Ł": return [0x6C]
        case "ı": return [0x69]
        // In capitals it cannot be told from the other.
        case "ς": return [0x3C3]
        case "`", "´", "ʼ", "\u{2018}", "\u{2019}": return [0x27]
        case "\u{2028}", "\u{2029}": return [0x0A]
        default: break
        }
        let folded = scalar.properties.lowercaseMapping.decomposedStringWithCanonicalMapping.unicodeScalars
            .map(\.value).filter { !OmittedMark.contains($0) }
        // What is left may be written otherwise too: without its accent "ǣ" is "æ".
        return folded == [value] ? folded : folded.flatMap(fold)
    }
}
