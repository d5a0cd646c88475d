import Foundation
import Testing

/// The page of limits says of each check which test shows what happens when it fails.
@Suite struct LimitsPageTests {
    private let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The last cell of each row below the heading.
    private func cells() throws -> [String] {
        let page = try String(contentsOf: root.appending(path: "docs/limits.md"), encoding: .utf8)
        let table = try #require(page.components(separatedBy: "\n## When a check itself fails\n").last)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        return rows.compactMap { $0.dropLast(2).components(separatedBy: " | ").last }
    }

    private func suites() throws -> [String: String] {
        let files = FileManager.default.enumerator(at: root.appending(path: "Tests"), includingPropertiesForKeys: nil)
        var sources: [String: String] = [:]
        for case let file as URL in try #require(files) where file.lastPathComponent.hasSuffix("Tests.swift") {
            sources[file.deletingPathExtension().lastPathComponent, default: ""] += try String(
                contentsOf: file,
                encoding: .utf8
            )
        }
        return sources
    }

    @Test func `docs/limits.md names a test for each check, and each of them exists`() throws {
        let suites = try suites()
        let cells = try cells()
        #expect(cells.count >= 14)
        for cell in cells {
            // `SuiteTests`: one name; another name
            let parts = cell.split(separator: "`: ", maxSplits: 1)
            try #require(parts.count == 2, "\(cell)")
            let source = try #require(suites[String(parts[0].dropFirst())], "\(cell)")
            for name in parts[1].components(separatedBy: "; ") {
                #expect(source.contains("`\(name)`"), "\(name)")
            }
        }
    }
}
