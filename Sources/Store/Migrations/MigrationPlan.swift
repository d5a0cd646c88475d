/// Which files are still to run, given what a database has already seen.
package struct MigrationPlan: Sendable, Hashable {
    /// A migration that a database remembers.
    package struct Applied: Sendable, Hashable {
        package let version: Int
        package let name: String
        package let checksum: [UInt8]

        /// Names every part.
        package init(version: Int, name: String, checksum: [UInt8]) {
            self.version = version
            self.name = name
            self.checksum = checksum
        }
    }

    /// The files to run, in order.
    package let pending: [MigrationFile]

    /// Compares files and memory.
    ///
    /// - Throws: ``MigrationError`` when an old file was changed, or the database is newer than this program.
    package init(files: [MigrationFile], applied: [Applied]) throws {
        let known = Dictionary(files.map { ($0.version, $0) }) { first, _ in first }
        for old in applied {
            guard let file = known[old.version] else {
                throw MigrationError(
                    "the database has migration \(old.version) (\(old.name)), which this program does not know: it is older than its database"
                )
            }
            guard file.checksum == old.checksum else {
                throw MigrationError(
                    "migration \(old.version) (\(old.name)) was changed after it had been run; restore the file and put the change into a new one"
                )
            }
        }
        let done = Set(applied.map(\.version))
        pending = files.filter { !done.contains($0.version) }
    }
}
