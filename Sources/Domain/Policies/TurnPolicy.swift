/// How a hotel's turns are paced. Every field left out takes the program's own value.
package struct TurnPolicy: Sendable, Hashable, Codable {
    /// What becomes of a turn when its guest goes on writing while the engine thinks about it.
    package enum WhileThinking: String, Sendable, Codable, CaseIterable {
        /// The engine is stopped, and one turn answers all that was written.
        case supersede
        /// The engine ends its answer; what was written meanwhile is the next turn's.
        case wait
    }

    /// Nil means ``WhileThinking/supersede``.
    package var whileThinking: WhileThinking?
    /// How often in a row a turn may be superseded before the guest gets an answer to what there is, 0 to 20.
    package var longestChain: Int?
    /// Whether the length of the guest's own pauses counts.
    package var isAdaptive: Bool?
    /// How many messages of one turn are many: people are told once, and nothing is dropped. 2 to 1000.
    package var manyMessages: Int?

    /// The program's own values.
    package init() {}

    /// What ``longestChain`` is unless set.
    package static let longestChain = 3
    /// What ``manyMessages`` is unless set.
    package static let manyMessages = 10
}
