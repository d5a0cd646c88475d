/// What sort of danger a guest speaks of.
package enum Danger: String, Sendable, Codable, CaseIterable {
    /// Fire, smoke or gas.
    case fire
    /// A life or somebody's health.
    case medical
    /// Violence, intruders, a child that is lost.
    case security
    /// Water where it destroys or hurts.
    case flood
    /// Danger that is not named more closely.
    case other

    /// What an engine would call it.
    package var intent: String { "emergency.\(rawValue)" }
}
