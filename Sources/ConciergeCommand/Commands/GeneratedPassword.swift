import Foundation

/// Passwords made here, and passwords read from where only their owner sees them.
enum GeneratedPassword {
    /// Letters and digits that nobody takes for one another: 20 of 31, some 99 bits.
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")

    /// A fresh one, in groups of five.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<20).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        return stride(from: 0, to: 20, by: 5).map { String(letters[$0..<$0 + 5]) }.joined(separator: "-")
    }

    /// The first line of a file; `-` is standard input. An option would be seen by every user of the machine.
    ///
    /// - Throws: ``ProgramError`` when it cannot be read, or is too short or too long for a password.
    static func read(_ path: String) throws -> String {
        let data: Data
        if path == "-" {
            data = try FileHandle.standardInput.readToEnd() ?? Data()
        } else if let read = FileManager.default.contents(atPath: path) {
            data = read
        } else {
            throw ProgramError("the password file \(path) cannot be read")
        }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).first
        guard let password = line?.trimming("\r"), (10...200).contains(password.unicodeScalars.count) else {
            throw ProgramError("a password has 10 to 200 characters")
        }
        return password
    }
}
