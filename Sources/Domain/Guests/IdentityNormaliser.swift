/// Brings the names that guests are known by into the one form that is stored and compared.
package enum IdentityNormaliser {
    /// A phone number in E.164: a plus and 7 to 15 digits.
    ///
    /// Understands `+`, `00`, spaces, dashes, dots, slashes, brackets, a `(0)`, digits of any script and the invisible
    /// marks that copying from an address book brings along.
    ///
    /// - Parameters:
    ///   - text: the number as received or typed.
    ///   - country: for numbers as dialled at home. Without it, bare digits are an international number, as WhatsApp
    ///     gives them.
    /// - Throws: ``IdentityError``.
    package static func phone(_ text: String, country: CallingCode? = nil) throws(IdentityError) -> GuestIdentity {
        let dialled = try PhoneDigits(text)
        let digits =
            if dialled.hasPlus {
                dialled.digits
            } else if dialled.digits.hasPrefix("00") {
                String(dialled.digits.dropFirst(2))
            } else if let country {
                country.international(fromNational: dialled.digits)
            } else {
                dialled.digits
            }
        guard digits.count >= 7 else { throw .tooShort }
        guard digits.count <= 15 else { throw .tooLong }
        // No calling code begins with 0.
        guard !digits.hasPrefix("0") else { throw .malformed }
        return GuestIdentity(kind: .phone, value: "+" + digits)
    }

    /// A WhatsApp business-scoped user id: `CC.` or `CC.ENT.` and up to 128 letters and digits, kept as given.
    ///
    /// - Throws: ``IdentityError``.
    package static func whatsappUser(_ text: String) throws(IdentityError) -> GuestIdentity {
        let id = trimmed(text)
        guard !id.isEmpty else { throw .empty }
        var parts = id.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 3, parts[1] == "ENT" { parts.remove(at: 1) }
        guard parts.count == 2, parts[0].utf8.count == 2, parts[0].utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            !parts[1].isEmpty
        else { throw .malformed }
        guard parts[1].unicodeScalars.allSatisfy({ isASCIILetterOrDigit($0) }) else { throw .unexpectedCharacter }
        guard parts[1].utf8.count <= 128 else { throw .tooLong }
        return GuestIdentity(kind: .whatsappUser, value: String(id))
    }

    static func isASCIILetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal)
    }

    /// Without blanks and line ends around it. Inside, they are somebody else's mistake or attack.
    static func trimmed(_ text: String) -> Substring {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return Substring(scalars[first...last])
    }
}

/// The digits of a number as somebody wrote it.
private struct PhoneDigits {
    /// ASCII digits only.
    let digits: String
    /// Whether a plus came first.
    let hasPlus: Bool

    init(_ text: String) throws(IdentityError) {
        var digits = ""
        var hasPlus = false
        var zeroInBrackets = BracketedZero()
        for scalar in text.unicodeScalars {
            if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                digits.append(String(Int(value)))
                zeroInBrackets.sawDigit(isZero: value == 0)
            } else if scalar == "+" || scalar == "\u{FF0B}" {
                guard digits.isEmpty, !hasPlus else { throw .malformed }
                hasPlus = true
            } else if Self.isSeparator(scalar) {
                // "+44 (0)20 …": the bracket is for callers at home.
                if zeroInBrackets.closes(with: scalar), hasPlus || digits.hasPrefix("00") { digits.removeLast() }
            } else {
                throw .unexpectedCharacter
            }
            // No number is longer; reading on would only cost time.
            guard digits.utf8.count <= 32 else { throw .tooLong }
        }
        guard !digits.isEmpty else { throw .empty }
        self.digits = digits
        self.hasPlus = hasPlus
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Spaces of all widths, dashes of all lengths, and invisible marks of direction.
        case .spaceSeparator, .dashPunctuation, .format: true
        default: "()./\u{FF08}\u{FF09}\t".unicodeScalars.contains(scalar)
        }
    }
}

/// Notices `(0)`.
private struct BracketedZero {
    /// As much of it as has come by.
    private var seen = ""

    mutating func sawDigit(isZero: Bool) { seen = seen == "(" && isZero ? "(0" : "" }

    /// Whether the separator completes a lone zero in brackets.
    mutating func closes(with scalar: Unicode.Scalar) -> Bool {
        let isComplete = scalar == ")" && seen == "(0"
        if scalar == "(" { seen = "(" } else if scalar == ")" { seen = "" }
        return isComplete
    }
}
