/// What the house concierge made of a guest's words, before anything was looked up.
package struct Understanding: Sendable, Hashable {
    /// Work the guest asked for.
    package struct Request: Sendable, Hashable {
        /// For example `housekeeping.towels`.
        package var intent: String
        /// Who does it and how soon.
        package var department: String
        package var priority: TaskAction.Priority
        /// What it is, in English: the name of one item, or of the work.
        package var title: String
        /// How many items the guest named; nil when they did not, and for work that is not counted.
        package var quantity: Int?
        /// Whether it is a thing to bring.
        package var isItem: Bool
        /// When it is wanted, as `06:30`.
        package var time: String?
        /// The rule it came from.
        var rule: Int
    }

    /// What the guest wants above all.
    package var intent: String
    /// How sure the house is of that, 0 to 1. For questions the answer's own confidence is worked out later.
    package var confidence: Double
    /// The language of the words; nil when they do not tell.
    package var language: HouseLanguage?
    /// The room the guest named.
    package var room: String?
    /// What the guest asked for, in order.
    package var requests: [Request] = []
    /// Dangers, decisions and displeasure found, by intent.
    package var emergency: String?
    package var decision: String?
    package var complaint: String?
    /// Whether the guest asked for a person.
    package var wantsPerson = false
    /// Whether something was named only to be refused.
    package var declined = false
    /// Courtesies, by intent.
    package var courtesies: [String] = []
    /// The subjects asked about, by intent.
    package var topics: [String] = []
    /// The content words of what was asked, as the guest spelled them; empty when nothing was.
    package var questionWords: [String] = []
    /// Whether one of them stands in a sentence that asks something, and tells what about.
    package var asks = false
}
