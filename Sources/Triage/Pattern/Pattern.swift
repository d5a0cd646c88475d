/// A regular expression that costs time in proportion to the text, whatever it is and whatever it is tried on.
///
/// It takes letters, `.`, classes, `\d \w \s \b`, `^ $`, alternatives, groups and repetitions, and disregards capitals
/// and accents. It says whether something in a text fits, and not what. References back and looking around, which no
/// such promise can be given for, are refused.
package struct Pattern: Sendable, Hashable {
    /// As it was written.
    package let source: String
    private let program: PatternProgram
    private let opening: PatternOpening
    /// Of these every fitting text holds one; nil when nothing is known.
    let landmarks: [[UInt32]]?

    /// Reads a pattern.
    ///
    /// - Throws: ``PatternError``, with the place and the reason.
    package init(_ source: String) throws(PatternError) {
        let node = try PatternParser.parse(source)
        self.source = source
        program = try PatternProgram(node)
        opening = PatternOpening(program)
        landmarks = PatternLandmarks.of(node)
    }

    /// How many steps it has: a measure of its memory and, at worst, of its time for each character.
    package var size: Int { program.steps.count }

    /// Whether something in a text fits.
    package func fits(_ text: FoldedText) -> Bool {
        var scratch = PatternScratch()
        return fits(text, scratch: &scratch, isOver: { false }) ?? false
    }

    /// Whether something in a text fits; nil when the time was up first.
    func fits(_ text: FoldedText, scratch: inout PatternScratch, isOver: () -> Bool) -> Bool? {
        program.fits(text.scalars, opening: opening, scratch: &scratch, isOver: isOver)
    }
}
