import Crypto
import Foundation

/// One numbered SQL file, `0001_roles.sql`.
package struct MigrationFile: Sendable, Hashable {
    /// Its number; they run in this order, without gaps.
    package let version: Int
    /// What follows the number, without the ending.
    package let name: String
    /// The SQL.
    package let text: String

    /// SHA-256 of the text: an old file never changes.
    package var checksum: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Whether it runs in one transaction. `-- transaction: none` as a line of its own says no, for statements such as
    /// CREATE INDEX CONCURRENTLY; such a file must be safe to run again after a failure half way.
    package var isTransactional: Bool {
        !text.split(separator: "\n").contains { $0.trimmingCharacters(in: .whitespaces) == "-- transaction: none" }
    }

    /// Names every part.
    package init(version: Int, name: String, text: String) {
        self.version = version
        self.name = name
        self.text = text
    }

    /// Reads every file of a folder, in order.
    ///
    /// - Throws: ``MigrationError`` when the folder is missing or empty, or the numbers have gaps or repeat.
    package static func read(folder: String) throws -> [MigrationFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw MigrationError("the migrations folder \(folder) cannot be read")
        }
        let files = try names.filter { $0.hasSuffix(".sql") }.map { name in
            let stem = name.dropLast(4)
            guard let underscore = stem.firstIndex(of: "_"), let version = Int(stem[..<underscore]), version > 0 else {
                throw MigrationError("\(name) is not named like 0001_name.sql")
            }
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            return MigrationFile(version: version, name: String(stem[stem.index(after: underscore)...]), text: text)
        }
        .sorted { $0.version < $1.version }
        guard !files.isEmpty else { throw MigrationError("the migrations folder \(folder) holds no migration") }
        for (index, file) in files.enumerated() where file.version != index + 1 {
            throw MigrationError("migration \(index + 1) is missing, or a number is used twice")
        }
        return files
    }
}

/// Why the schema was not brought up to date, in one sentence.
package struct MigrationError: Error, Sendable, CustomStringConvertible {
    package let description: String

    /// Says why.
    package init(_ description: String) {
        self.description = description
    }
}
