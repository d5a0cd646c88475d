/// A text as the characters that a reader sees, in a form that is quick to go through.
///
/// Most of what guests write has one scalar for each character, and then nothing has to be asked of what may belong
/// together.
struct TextUnits {
    /// One character.
    struct Unit {
        /// Its first scalar, which says what it is.
        let first: UInt32
        /// Its place in ``TextUnits/clusters``; less than zero when it is that scalar and nothing else.
        let cluster: Int
    }

    private(set) var units: [Unit] = []
    /// The characters that have more than one scalar.
    private(set) var clusters: [Character] = []

    /// Takes the first characters of a text apart; an end of a line is one of them, however it is written.
    init(_ text: String, atMost limit: Int) {
        units.reserveCapacity(min(limit + 1, text.utf8.count))
        guard !readSingles(text, limit) else { return }
        units.removeAll(keepingCapacity: true)
        for character in text.withoutMarkPiles.prefix(limit) { append(character) }
    }

    private mutating func append(_ character: Character) {
        var scalars = character.unicodeScalars.makeIterator()
        guard let first = scalars.next() else { return }
        if scalars.next() == nil {
            units.append(Unit(first: first.value, cluster: -1))
        } else if character == "\r\n" {
            units.append(Unit(first: 0x0A, cluster: -1))
        } else {
            units.append(Unit(first: first.value, cluster: clusters.count))
            clusters.append(character)
        }
    }

    /// Reads a text in which every scalar is a character; false when it is none as far as it is read.
    private mutating func readSingles(_ text: String, _ limit: Int) -> Bool {
        var last: UInt32 = 0
        for scalar in text.unicodeScalars {
            let value = scalar.value
            guard value < 0x80 || Self.isSingle(value) else { return false }
            defer { last = value }
            if value == 0x0A, last == 0x0D { continue }
            // What comes after the last one that is asked for was looked at, too: it may have belonged to it.
            guard units.count < limit else { return true }
            units.append(Unit(first: value == 0x0D ? 0x0A : value, cluster: -1))
        }
        return true
    }

    /// Whether a scalar beyond ASCII never joins another of its kind, or of ASCII, to one character.
    static func isSingle(_ value: UInt32) -> Bool {
        switch value {
        // Latin, without the soft hyphen; Greek, Cyrillic; Hebrew's and Arabic's letters and digits, without signs.
        case 0xA0...0xAC, 0xAE...0x2FF, 0x370...0x377, 0x37A...0x37E, 0x384...0x38A, 0x38E...0x3A1, 0x3A3...0x482: true
        case 0x48A...0x52F, 0x5D0...0x5EA, 0x60C, 0x61B, 0x61F, 0x620...0x64A, 0x660...0x66D, 0x671...0x6D5: true
        case 0x1E00...0x1EFF, 0x2010...0x2027, 0x202F...0x205E, 0x20A0...0x20BF, 0x2100...0x214F, 0x2190...0x21FF: true
        // Signs and pictures, without the tones of skin and the letters of flags.
        case 0x2600...0x27BF, 0x1F300...0x1F3FA, 0x1F400...0x1F64F, 0x1F680...0x1F6D7, 0x1F900...0x1F9FF: true
        // China, Japan, Korea.
        case 0x3000...0x3029, 0x3041...0x3096, 0x30A0...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        case 0xFF01...0xFF60: true
        default: false
        }
    }
}
