import Foundation

extension IdentityNormaliser {
    /// An e-mail address: trimmed, lowercased and composed, because guests do not type their own the same way twice.
    ///
    /// A plus tag stays: it can name another mailbox. Quoted local parts and address literals are refused, and so is
    /// every control or invisible character: an address with a line break is an injected header.
    ///
    /// - Throws: ``IdentityError``.
    package static func email(_ text: String) throws(IdentityError) -> GuestIdentity {
        let given = trimmed(text)
        guard !given.isEmpty else { throw .empty }
        // Twice what is allowed, so that composing cannot be made to work on megabytes.
        guard given.utf8.count <= 508 else { throw .tooLong }
        guard given.unicodeScalars.allSatisfy(isPartOfAddress) else { throw .unexpectedCharacter }
        let address = given.lowercased().precomposedStringWithCanonicalMapping
        guard address.utf8.count <= 254 else { throw .tooLong }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .malformed }
        guard parts[0].utf8.count <= 64 else { throw .tooLong }
        guard hasNoEmptyLabel(parts[0]), hasNoEmptyLabel(parts[1]),
            parts[1].split(separator: ".").allSatisfy(isHostLabel)
        else { throw .malformed }
        return GuestIdentity(kind: .email, value: address)
    }

    private static func isPartOfAddress(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default:
            !"\"(),:;<>[]\\".unicodeScalars.contains(scalar)
        }
    }

    private static func hasNoEmptyLabel(_ part: Substring) -> Bool {
        part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    private static func isHostLabel(_ label: Substring) -> Bool {
        !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.unicodeScalars.allSatisfy { $0 == "-" || !$0.isASCII || isASCIILetterOrDigit($0) }
    }
}
