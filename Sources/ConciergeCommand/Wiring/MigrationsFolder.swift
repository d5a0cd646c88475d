import Foundation

/// Finds files that come with the program: next to it when installed, up the tree when built from source.
enum MigrationsFolder {
    /// The folder asked for, else CONCIERGE_MIGRATIONS, else `Migrations` in or above the program's folder or here.
    ///
    /// - Throws: ``ProgramError`` when there is none.
    static func find(
        asked: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProgramError) -> String {
        if let asked = asked ?? environment["CONCIERGE_MIGRATIONS"], !asked.isEmpty { return asked }
        let found = InstalledFiles.searchPath.lazy.map { $0.appending(path: "Migrations").path }
            .first { FileManager.default.fileExists(atPath: $0 + "/0001_roles.sql") }
        guard let found else {
            throw ProgramError(
                "the migrations were not found; say where they are with --migrations or CONCIERGE_MIGRATIONS"
            )
        }
        return found
    }
}

/// Where the program looks for its own files.
enum InstalledFiles {
    /// The program's folder and those above it, then the working folder.
    static var searchPath: [URL] {
        var folders: [URL] = []
        if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            var folder = URL(filePath: program).deletingLastPathComponent()
            while folder.pathComponents.count > 1 {
                folders.append(folder)
                folder.deleteLastPathComponent()
            }
        }
        folders.append(URL(filePath: FileManager.default.currentDirectoryPath))
        return folders
    }

    /// The demo hotel's JSON files.
    ///
    /// - Throws: ``ProgramError`` when they are not there.
    static func demoFolder() throws(ProgramError) -> URL {
        let places = ["concierge_ConciergeCommand.resources/Resources/demo", "Sources/ConciergeCommand/Resources/demo"]
        for folder in searchPath {
            for place in places {
                let candidate = folder.appending(path: place)
                if FileManager.default.fileExists(atPath: candidate.appending(path: "property.json").path) {
                    return candidate
                }
            }
        }
        throw ProgramError("the demo hotel's files were not found next to the program")
    }
}
