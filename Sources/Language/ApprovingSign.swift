/// Pictures that a guest sends instead of "thank you" or "fine".
package enum ApprovingSign {
    /// Whether a text is nothing but such pictures.
    package static func isAllOf(_ text: String) -> Bool {
        var found = false
        // A line of pictures is short; whatever is longer is something else.
        guard text.utf8.count <= 256 else { return false }
        for scalar in text.unicodeScalars where !isModifier(scalar) && !scalar.properties.isWhitespace {
            guard signs.contains(scalar) else { return false }
            found = true
        }
        return found
    }

    /// Skin tones, the choice of the coloured picture, and the joiner.
    private static func isModifier(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F3FB...0x1F3FF).contains(scalar.value) || scalar.value == 0xFE0F || scalar.value == 0x200D
    }

    private static let signs = Set("👍👌🙏🙌👏🤝💪🤗😊🙂😀😃😄😁😉😍🥰😘💯✅✔🎉❤♥💙💚💛🧡💜🤍".unicodeScalars)
}
