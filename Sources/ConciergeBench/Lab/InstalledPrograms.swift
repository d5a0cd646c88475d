import Foundation

/// Where the programs are that take part.
struct InstalledPrograms: Sendable {
    /// The folder of `concierge`, `concierge-emulator` and this program.
    let folder: URL

    /// They are built into one folder.
    init() throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        folder = URL(filePath: own).deletingLastPathComponent()
    }

    /// A program of ours.
    ///
    /// - Throws: ``BenchError`` when it has not been built.
    func path(_ name: String) throws -> String {
        let path = folder.appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BenchError("\(path) is not there: build it with `swift build -c release --product \(name)`")
        }
        return path
    }

    /// PostgreSQL's load generator, which Debian keeps off PATH.
    static func pgbench() throws -> String {
        let versions = "/usr/lib/postgresql"
        let installed = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
        let newestFirst = installed.compactMap(Int.init).sorted(by: >).map { "\(versions)/\($0)/bin" }
        let folders =
            newestFirst + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/pgbench") })
        else {
            throw BenchError("pgbench is missing: install PostgreSQL's server package")
        }
        return folder + "/pgbench"
    }

    /// The folder of the migrations, above the program's or here.
    func migrations() throws -> String {
        var candidates = [FileManager.default.currentDirectoryPath]
        var above = folder
        while above.pathComponents.count > 1 {
            candidates.append(above.path)
            above.deleteLastPathComponent()
        }
        guard
            let root = candidates.first(where: {
                FileManager.default.fileExists(atPath: $0 + "/Migrations/0001_roles.sql")
            })
        else { throw BenchError("the migrations were not found; run this from the repository") }
        return root + "/Migrations"
    }
}
