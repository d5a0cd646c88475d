/// Sensible answers without sense: it looks for words.
enum CannedEngine {
    /// What it has to say.
    struct Answer: Sendable {
        var response: String
        var intent: String
        var confidence: Double
        var task: Task?
        var shouldEscalate = false
    }

    /// Work for a department.
    struct Task: Sendable {
        var department: String
        var priority = "standard"
    }

    /// The answer to a guest's words; the first that fits.
    static func answer(to message: String) -> Answer {
        let words = message.lowercased()
        return topics.first { topic in topic.words.contains { words.contains($0) } }?.answer ?? unsure
    }

    private static let unsure = Answer(
        response: "I would like to be certain, so I am asking a colleague.",
        intent: "unknown",
        confidence: 0.4
    )

    private static let topics: [(words: [String], answer: Answer)] = [
        (
            ["fire", "smoke", "ambulance", "bleeding"],
            Answer(
                response: "Help is on its way to you. If you are in danger, leave the building and call 112.",
                intent: "emergency.report",
                confidence: 0.99,
                shouldEscalate: true
            )
        ),
        (
            ["person", "human", "manager", "reception"],
            Answer(
                response: "Of course. A colleague will answer you here in a moment.",
                intent: "human_request",
                confidence: 0.95,
                shouldEscalate: true
            )
        ),
        (
            ["towel", "pillow", "clean"],
            Answer(
                response: "Gladly. Housekeeping will be with you shortly.",
                intent: "housekeeping.request",
                confidence: 0.93,
                task: Task(department: "housekeeping")
            )
        ),
        (
            ["leak", "broken", "drip", "heating", "light"],
            Answer(
                response: "I am sorry about that. Our engineer is coming to look at it.",
                intent: "maintenance.issue",
                confidence: 0.9,
                task: Task(department: "maintenance", priority: "high")
            )
        ),
        (
            ["wifi", "wi-fi", "internet"],
            Answer(
                response: "The network is called Hotel, and it needs no password.",
                intent: "info.wifi",
                confidence: 0.97
            )
        ),
        (
            ["breakfast"],
            Answer(
                response: "Breakfast is served from 7 to 10:30 in the restaurant.",
                intent: "info.breakfast",
                confidence: 0.97
            )
        ),
        (
            ["checkout", "check-out", "check out"],
            Answer(
                response: "Check-out is until 11. Would a later hour suit you?",
                intent: "info.checkout",
                confidence: 0.92
            )
        ),
        (
            ["hello", "hi", "good", "thank"],
            Answer(
                response: "Welcome! What can I do for you?",
                intent: "smalltalk",
                confidence: 0.9
            )
        ),
    ]
}
