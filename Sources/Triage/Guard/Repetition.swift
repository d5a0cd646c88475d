package import Foundation
import Language

/// Whether a guest writes the same again and again: nobody was helped, or nobody is there.
package struct Repetition: Sendable, Hashable {
    /// From how many times on it is told.
    package static let many = 4
    /// How long the same words count as the same time.
    package static let window: TimeInterval = 600
    /// Shorter words are said often by people who are well: "ok", "yes".
    package static let shortest = 4

    private var digest = 0
    /// The provider's id of the last message: what is delivered twice was written once.
    private var id: String?
    private var count = 0
    private var last = Date.distantPast

    /// A guest of whom nothing is known.
    package init() {}

    /// Takes note of a message. True when it was written too often by now.
    ///
    /// - Parameter id: the provider's, by which a message that comes again is known.
    package mutating func note(_ text: String, id: String? = nil, at now: Date) -> Bool {
        let words = Self.words(of: text)
        guard words.utf8.count >= Self.shortest else { return false }
        let new = words.hashValue
        if let id, id == self.id { return count >= Self.many }
        self.id = id
        count = new == digest && now.timeIntervalSince(last) < Self.window ? count + 1 : 1
        digest = new
        last = max(last, now)
        return count >= Self.many
    }

    /// The text in lowercase, with one space between two words.
    static func words(of text: String) -> String {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return text.withoutMarkPiles.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        }
        var words: [UInt8] = []
        words.reserveCapacity(text.utf8.count)
        var isBetween = false
        for byte in text.utf8 {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                isBetween = !words.isEmpty
                continue
            }
            if isBetween { words.append(0x20) }
            isBetween = false
            words.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return String(decoding: words, as: UTF8.self)
    }
}
