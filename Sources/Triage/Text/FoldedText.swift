import Foundation
import Language

/// A text as patterns see it: without capitals and accents, one kind of apostrophe, one kind of line break.
package struct FoldedText: Sendable, Hashable {
    /// The most of a text that is looked at, in Unicode scalars: the work must stay small whatever is sent.
    package static let maximumLength = 4000

    /// The scalars, in order.
    package let scalars: [UInt32]

    /// Folds a text; spaces at its ends are left out.
    package init(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        var scalars: [UInt32] = []
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) {
            scalars.reserveCapacity(min(text.utf8.count, Self.maximumLength))
            for byte in text.utf8.prefix(Self.maximumLength) { scalars.append(UInt32(ScalarFolding.lowercase(byte))) }
        } else {
            // Cut before anything is composed: what comes may be megabytes of marks.
            let cut = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumLength))).withoutMarkPiles
            var previous: UInt32 = 0
            for scalar in cut.precomposedStringWithCanonicalMapping.unicodeScalars {
                // A carriage return with its line feed is one line break.
                if scalar != "\n" || previous != 0x0D { ScalarFolding.append(scalar.value, to: &scalars) }
                previous = scalar.value
            }
        }
        self.scalars = scalars
    }
}
