package import Domain
package import Foundation

/// A turn leased to this node, with everything an engine is told.
package struct ClaimedTurn: Sendable {
    /// A message of the burst that the turn answers.
    package struct BurstMessage: Sendable {
        package let id: MessageID
        package let seq: Int
        package let kind: ContentKind
        package let text: String
        package let createdAt: Date
        /// What was noticed of it, and what had to be done to it.
        package let flags: [String]
    }

    /// A message said before, the burst included.
    package struct HistoryLine: Sendable {
        package let id: MessageID
        package let seq: Int
        package let author: Author
        package let text: String
        package let createdAt: Date
    }

    /// What the hotel knows of the guest.
    package struct Guest: Sendable, Decodable {
        package let id: GuestID
        package let name: String?
        package let language: String?
        package let vip: Bool
        package let room: String?
        package let arrival: String?
        package let departure: String?
        package let stayStatus: String?
    }

    package let id: TurnID
    /// What finishing it must show.
    package let lease: UUID
    /// How often it was claimed, this time included.
    package let attempt: Int
    /// How long ago the last of its messages was stored.
    package let waited: Duration
    package let property: PropertyID
    package let conversation: ConversationID
    package let endpoint: EndpointID
    package let channel: ChannelKind
    package let state: ConversationState
    package let currentIntent: String?
    package let messageCount: Int
    package let createdAt: Date
    package let lastMessageAt: Date
    package let burst: [BurstMessage]
    package let history: [HistoryLine]
    package let guest: Guest
    /// The hotel's own threshold, when it has one.
    package let escalationThreshold: Double?
    /// What the AI did in this conversation since it last got it, the newest first; at most eight.
    package let recent: [PastTurn]

    /// A turn that has ended.
    package struct PastTurn: Sendable, Hashable {
        package let intent: String?
        package let confidence: Double?
        /// As ``TurnConclusion/Outcome`` names it.
        package let outcome: String?
        /// What the guest had written.
        package let text: String?

        /// Names every part.
        package init(intent: String?, confidence: Double?, outcome: String?, text: String?) {
            self.intent = intent
            self.confidence = confidence
            self.outcome = outcome
            self.text = text
        }
    }
}

/// What was thought, to be committed.
package struct TurnConclusion: Sendable {
    /// How the turn ends in its own record.
    package enum Outcome: String, Sendable {
        case answered, escalated, failed
        /// A question back instead of an answer.
        case clarified
    }

    /// Work that the answer promises.
    package struct Work: Sendable {
        package var department: String
        package var room: String?
        package var description: String
        package var items: [Item]
        package var priority: String
        package var due: Duration?

        /// Something to bring, and how many.
        package struct Item: Sendable, Codable {
            package var name: String
            package var quantity: Int

            /// Names both parts.
            package init(name: String, quantity: Int) {
                self.name = name
                self.quantity = quantity
            }
        }

        /// Names every part.
        package init(
            department: String,
            room: String?,
            description: String,
            items: [Item],
            priority: String,
            due: Duration?
        ) {
            self.department = department
            self.room = room
            self.description = description
            self.items = items
            self.priority = priority
            self.due = due
        }
    }

    package var outcome: Outcome
    /// The AI's words to the guest.
    package var answer: String?
    /// The system's words to the guest: the holding line.
    package var notice: String?
    /// The AI's words for staff only.
    package var draft: String?
    /// Why it goes to people; nil when it does not.
    package var reason: EscalationReason?
    /// The conversation's new priority, when it goes to people.
    package var priority: String?
    /// The code of the department it goes to; nil for nobody in particular.
    package var department: String?
    package var intent: String?
    package var confidence: Double?
    package var engine: String
    package var error: String?
    package var work: [Work]
    /// How long one message may be on the turn's channel, in UTF-16 units; nil for as long as it likes.
    package var messageLimit: Int?

    /// What is said, in order: the answer, then the notice, each in as many messages as the channel needs.
    var words: [(author: Author, text: String)] {
        [(Author.ai, answer), (.system, notice)].flatMap { author, text in
            TextSplitter.split(text ?? "", limit: messageLimit).map { (author, $0) }
        }
    }

    /// Names every part.
    package init(
        outcome: Outcome,
        answer: String? = nil,
        notice: String? = nil,
        draft: String? = nil,
        reason: EscalationReason? = nil,
        priority: String? = nil,
        department: String? = nil,
        intent: String? = nil,
        confidence: Double? = nil,
        engine: String,
        error: String? = nil,
        work: [Work] = [],
        messageLimit: Int? = nil
    ) {
        self.messageLimit = messageLimit
        self.outcome = outcome
        self.answer = answer
        self.notice = notice
        self.draft = draft
        self.reason = reason
        self.priority = priority
        self.department = department
        self.intent = intent
        self.confidence = confidence
        self.engine = engine
        self.error = error
        self.work = work
    }
}

extension TurnConclusion {
    /// The same with U+FFFD for every NUL: engines say what they like, PostgreSQL stores no NUL.
    func withoutNUL() -> TurnConclusion {
        var safe = self
        safe.answer = answer.map(SafeText.withoutNUL)
        safe.notice = notice.map(SafeText.withoutNUL)
        safe.draft = draft.map(SafeText.withoutNUL)
        safe.department = department.map(SafeText.withoutNUL)
        safe.intent = intent.map(SafeText.withoutNUL)
        safe.error = error.map(SafeText.withoutNUL)
        safe.work = work.map { work in
            var safe = work
            safe.department = SafeText.withoutNUL(work.department)
            safe.room = work.room.map(SafeText.withoutNUL)
            safe.description = SafeText.withoutNUL(work.description)
            safe.items = work.items.map { Work.Item(name: SafeText.withoutNUL($0.name), quantity: $0.quantity) }
            return safe
        }
        return safe
    }
}

/// A turn with what was thought, as its holder hands it in.
package struct FinishedTurn: Sendable {
    package var turn: TurnID
    package var lease: UUID
    package var conclusion: TurnConclusion

    /// Names every part.
    package init(turn: TurnID, lease: UUID, conclusion: TurnConclusion) {
        self.turn = turn
        self.lease = lease
        self.conclusion = conclusion
    }
}

/// What became of a finished turn.
package struct TurnCommit: Sendable, Hashable {
    /// Whether it was said.
    package enum Result: String, Sendable {
        /// Said, with all it causes.
        case committed
        /// People had taken over: nothing was said, the words are kept as a draft.
        case fenced
        /// The guest had gone on, and a newer turn answers: the same.
        case superseded
        /// The lease was another's by then: nothing was stored.
        case stale
    }

    package let result: Result
    /// How long until its words are due for delivery; nil when there are none.
    package let deliveryWait: Duration?
    /// How long until the pending turn is due; nil when there is none.
    package let turnWait: Duration?
}
