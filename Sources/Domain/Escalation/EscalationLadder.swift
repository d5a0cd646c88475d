/// A conversation that waits for people, as its ladder of calls is looked at.
package struct WaitingConversation: Sendable, Hashable {
    /// How many rungs were climbed.
    package var step: Int
    /// The priority whose ladder it is.
    package var ladder: ConversationPriority
    /// The priority it has now.
    package var priority: ConversationPriority
    /// The code of the department that has it; nil for none.
    package var department: String?
    package var intent: String?
    package var reason: EscalationReason?
    package var isVIP: Bool
    /// How long people have been called, in seconds.
    package var age: Double

    /// Names every part.
    package init(
        step: Int,
        ladder: ConversationPriority,
        priority: ConversationPriority,
        department: String? = nil,
        intent: String? = nil,
        reason: EscalationReason? = nil,
        isVIP: Bool = false,
        age: Double
    ) {
        self.step = step
        self.ladder = ladder
        self.priority = priority
        self.department = department
        self.intent = intent
        self.reason = reason
        self.isVIP = isVIP
        self.age = age
    }
}

/// Whom one rung of a ladder calls, and why: what the notification says.
package struct LadderCall: Sendable, Hashable, Codable {
    /// `department`, `role` or `everyone`.
    package var notify: String
    /// The department's code.
    package var department: String?
    /// The role's name.
    package var role: String?
    package var reason: EscalationReason?
    package var intent: String?
    /// How long the guest has waited, in whole seconds.
    package var waitedSeconds: Int
}

/// What is to be done about a ladder now.
package struct LadderLook: Sendable, Hashable {
    /// The rung to climb; nil when it is too early, or none is left.
    package var call: LadderCall?
    /// What the conversation's priority becomes; nil as it is.
    package var priority: ConversationPriority?
    /// How long after its beginning to look again, in seconds; nil when no rung is left.
    package var next: Double?

    /// Names every part; nothing is to be done by itself.
    package init(call: LadderCall? = nil, priority: ConversationPriority? = nil, next: Double? = nil) {
        self.call = call
        self.priority = priority
        self.next = next
    }
}

extension EscalationPolicy {
    /// The rungs of a ladder, the lowest first.
    package func ladder(_ priority: ConversationPriority) -> [LadderStep] {
        ladders?[priority.rawValue] ?? Self.ladders[priority.rawValue] ?? []
    }

    /// Looks at a ladder. One rung a look: a node that was away does not call everybody at once.
    package func look(at waiting: WaitingConversation) -> LadderLook {
        let steps = ladder(waiting.ladder).sorted { $0.afterSeconds < $1.afterSeconds }
        guard steps.indices.contains(waiting.step) else { return LadderLook() }
        let step = steps[waiting.step]
        guard waiting.age >= Double(step.afterSeconds) else { return LadderLook(next: Double(step.afterSeconds)) }
        let after = steps.dropFirst(waiting.step + 1).first
        return LadderLook(
            call: call(step, of: waiting, asked: steps.prefix(waiting.step).count { $0.notify == .next }),
            priority: step.raisesPriority == true ? waiting.priority.raised : nil,
            next: after.map { Double($0.afterSeconds) }
        )
    }

    /// - Parameter asked: how many of the target's further departments and roles were called before.
    private func call(_ step: LadderStep, of waiting: WaitingConversation, asked: Int) -> LadderCall {
        let target = target(intent: waiting.intent, reason: waiting.reason ?? .staff, isVIP: waiting.isVIP)
        var call = LadderCall(
            notify: "everyone",
            reason: waiting.reason,
            intent: waiting.intent,
            waitedSeconds: Int(waiting.age)
        )
        switch step.notify {
        case .everyone: break
        case .department:
            guard let department = waiting.department ?? target?.department else { break }
            (call.notify, call.department) = ("department", department)
        case .next:
            let further = target?.then ?? []
            let next = further.indices.contains(asked) ? further[asked] : "role:manager"
            if next.hasPrefix("role:") {
                (call.notify, call.role) = ("role", String(next.dropFirst(5)))
            } else {
                (call.notify, call.department) = ("department", next)
            }
        }
        return call
    }
}

extension ConversationPriority {
    /// One step more pressing; nil for what cannot be more so.
    package var raised: ConversationPriority? {
        switch self {
        case .low: .normal
        case .normal: .high
        case .high: .urgent
        case .urgent: nil
        }
    }
}
