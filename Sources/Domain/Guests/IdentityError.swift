/// Why a text is no phone number, address or user id.
package enum IdentityError: String, Error, Sendable, Hashable, CaseIterable {
    /// There is nothing in it.
    case empty = "identity_empty"
    /// It is shorter than any such name.
    case tooShort = "identity_too_short"
    /// It is longer than any such name.
    case tooLong = "identity_too_long"
    /// It holds a character that no such name has, a line break for example.
    case unexpectedCharacter = "identity_unexpected_character"
    /// Its parts do not make one.
    case malformed = "identity_malformed"

    /// The stable code.
    package var code: String { rawValue }
}
