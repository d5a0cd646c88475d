/// What a hotel may decide by itself about its guests' messages.
package enum PolicyKind: String, Sendable, Codable, CaseIterable {
    /// Which messages are answered, refused or handed on before any engine is asked.
    case routing
    /// When people take over, who, and how they are called.
    case escalation
    /// How bursts gather, and what happens when a guest goes on writing while an engine thinks.
    case turns
    /// How much may be written, by whom.
    case limits
}
