/// When a hotel's conversations go to people, to whom, how pressing they are, and what the guest is told. Every field left
/// out takes the program's own value.
///
/// Tables are asked by the intent first, of which the longest name speaks, then by the word of the reason, then by `vip`
/// for a guest who is one, then by `default`: each time the hotel's, and where that says nothing the program's.
package struct EscalationPolicy: Sendable, Hashable, Codable {
    /// Answers less sure than this become drafts, 0 to 1.
    package var threshold: Double?
    /// Other thresholds for some intents and languages.
    package var thresholds: Thresholds?
    /// Intents that people must handle whatever the engine says; `booking.*` covers all below it.
    package var alwaysEscalate: [String]?
    /// Answers less sure than this are asked back about, once, before people are called; 0 never asks.
    package var clarifyBelow: Double?
    /// When a guest brings the same trouble up for this often, people take over; 2 to 20.
    package var repeatedIssue: Int?
    /// After so many attempts in a row that did not help, people take over; 2 to 20.
    package var failedAttempts: Int?
    /// Guests whose words score below this get people, −1 to 0; −1 never does.
    package var sentiment: Double?
    /// How pressing an escalation is.
    package var priorities: [String: ConversationPriority]?
    /// Who takes over.
    package var targets: [String: Target]?
    /// Within how many minutes somebody answers, by priority: what guests are told. 1 to 1440.
    package var minutes: [String: Int]?
    /// Who is called, and when, while nobody has answered, by priority.
    package var ladders: [String: [LadderStep]]?
    /// What guests are told, by language; `{department}` and `{minutes}` are filled in.
    package var notices: [String: [String: String]]?

    /// Thresholds for some intents and languages; an intent's wins over a language's.
    package struct Thresholds: Sendable, Hashable, Codable {
        package var byIntent: [String: Double]?
        package var byLanguage: [String: Double]?

        /// None.
        package init() {}
    }

    /// Who takes a conversation over.
    package struct Target: Sendable, Hashable, Codable {
        /// A department's code.
        package var department: String
        /// Further departments' codes and roles (`role:manager`), called in turn while nobody answers.
        package var then: [String]?

        /// Names both parts.
        package init(_ department: String, then: [String]? = nil) {
            self.department = department
            self.then = then
        }
    }

    /// One rung of a ladder of calls.
    package struct LadderStep: Sendable, Hashable, Codable {
        /// Whom it calls.
        package enum Audience: String, Sendable, Codable, CaseIterable {
            /// The department that has the conversation.
            case department
            /// The next of the target's further departments and roles; the managers when there is none.
            case next
            /// Everybody of the hotel.
            case everyone
        }

        /// How long after the escalation, in seconds, 1 to 86,400.
        package var afterSeconds: Int
        package var notify: Audience
        /// Whether the conversation becomes more pressing by a step.
        package var raisesPriority: Bool?

        /// Names every part.
        package init(afterSeconds: Int, notify: Audience, raisesPriority: Bool? = nil) {
            self.afterSeconds = afterSeconds
            self.notify = notify
            self.raisesPriority = raisesPriority
        }
    }

    /// The codes of the hotel's departments it names.
    package var departments: Set<String> {
        Set((targets ?? [:]).values.flatMap { [$0.department] + ($0.then ?? []).filter { !$0.hasPrefix("role:") } })
    }

    /// The program's own values.
    package init() {}
}
