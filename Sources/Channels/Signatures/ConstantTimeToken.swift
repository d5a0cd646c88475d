import Crypto

/// Compares tokens without telling by the time it takes how much of a guess was right.
package enum ConstantTimeToken {
    /// Whether the shown token is one of the expected ones; an empty token matches nothing. Every expected token is
    /// compared, by digest, so neither position nor length shows.
    package static func matches(_ shown: String, anyOf expected: some Collection<String>) -> Bool {
        let digest = SHA256.hash(data: Array(shown.utf8))
        var found = false
        for token in expected where !token.isEmpty {
            let equal = SHA256.hash(data: Array(token.utf8)) == digest
            found = found || equal
        }
        return found
    }
}
