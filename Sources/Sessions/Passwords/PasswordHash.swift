import Crypto
import CryptoExtras
import Domain
import Foundation

/// A password as it is stored: scrypt, with everything needed to check it again, as `$scrypt$ln=15,r=8,p=3$salt$key`.
package struct PasswordHash: Sendable, Hashable {
    /// What one check costs.
    package struct Cost: Sendable, Hashable {
        /// The power of two of the rounds; memory is 128 × r × 2^ln bytes.
        package var logRounds: Int
        package var blockSize: Int
        package var parallelism: Int

        /// 32 MiB, three times over: one of the equivalents that OWASP recommends.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 3)

        /// Names every part.
        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// What a stored hash may ask of this machine.
        fileprivate var isBearable: Bool {
            (1...18).contains(logRounds) && (1...16).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    package let cost: Cost
    private let salt: [UInt8]
    private let key: [UInt8]

    private static let keyLength = 32

    private init(cost: Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// Hashes a password. Slow by design: never on a thread that others need.
    ///
    /// - Throws: when the cost is not one that scrypt can take.
    package init(
        of password: String,
        cost: Cost,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let salt = OpaqueToken.bytes(16, using: &generator)
        let key = try Self.derive(password, salt: salt, cost: cost)
        self.init(cost: cost, salt: salt, key: unsafe key.withUnsafeBytes { unsafe Array($0) })
    }

    /// One that no password fits and that costs as much to find out.
    package static func matchingNothing(_ cost: Cost) -> PasswordHash {
        PasswordHash(cost: cost, salt: Array(repeating: 0, count: 16), key: Array(repeating: 0, count: keyLength))
    }

    /// Reads ``text``; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        var numbers: [Substring: Int] = [:]
        for pair in parts[2].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let number = Int(sides[1]) else { return nil }
            numbers[sides[0]] = number
        }
        guard let logRounds = numbers["ln"], let blockSize = numbers["r"], let parallelism = numbers["p"],
            let salt = Data(base64URL: String(parts[3])), let key = Data(base64URL: String(parts[4])),
            salt.count >= 8, key.count == Self.keyLength
        else { return nil }
        let cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        guard cost.isBearable else { return nil }
        self.init(cost: cost, salt: Array(salt), key: Array(key))
    }

    /// What is stored.
    package var text: String {
        "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
            + "$\(Data(salt).base64URL)$\(Data(key).base64URL)"
    }

    /// Whether this is the password. Slow by design; compares in constant time.
    package func fits(_ password: String) throws -> Bool {
        try Self.derive(password, salt: salt, cost: cost) == SymmetricKey(data: key)
    }

    /// Composed characters first: one keyboard's `é` must be another's.
    private static func derive(_ password: String, salt: [UInt8], cost: Cost) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Array(password.precomposedStringWithCanonicalMapping.utf8),
            salt: salt,
            outputByteCount: keyLength,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
    }
}
