import Domain
import Foundation
import Testing

@Suite struct StateDiagramTests {
    /// The page in the repository this file lies in.
    private let page = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/state-machines.md")

    @Test func `docs/state-machines.md is what the rules say`() throws {
        if ProcessInfo.processInfo.environment["CONCIERGE_UPDATE_DOCS"] == "1" {
            try StateDiagram.markdown().write(to: page, atomically: true, encoding: .utf8)
        }
        let stored = try String(contentsOf: page, encoding: .utf8)
        #expect(
            stored == StateDiagram.markdown(),
            "CONCIERGE_UPDATE_DOCS=1 swift test --filter StateDiagramTests writes it anew"
        )
    }

    @Test func `each machine has a drawing that names every one of its states`() throws {
        let sections = StateDiagram.markdown().components(separatedBy: "\n## ").dropFirst()
        let drawings = sections.compactMap { section -> String? in
            let parts = section.components(separatedBy: "```")
            return parts.count == 3 ? parts[1] : nil
        }
        try #require(drawings.count == 3)
        for state in ConversationState.allCases { #expect(drawings[0].contains(state.rawValue)) }
        for state in TurnState.allCases { #expect(drawings[1].contains(state.rawValue)) }
        for state in DeliveryState.allCases { #expect(drawings[2].contains(state.rawValue)) }
    }
}
