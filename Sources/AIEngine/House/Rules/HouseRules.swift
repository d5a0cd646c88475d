import Language

/// All the house concierge knows by itself, as data.
enum HouseRules {
    /// Every rule; of two phrases that match the same words the earlier rule wins.
    static let all: [HouseRule] =
        emergencies + people + decisions + complaints + maintenance + services + items + topics + social

    /// The phrases of ``all``, ready for scanning.
    static let index = HouseIndex(all.map(\.phrases))

    /// The phrases of the markers, by their raw value.
    static let markers = HouseIndex(HouseMarker.allCases.map(\.phrases))
}
