/// Where a department's work stands.
package enum TaskStatus: String, Sendable, Codable, CaseIterable {
    /// Nobody has taken it.
    case pending
    /// Somebody has, and has not begun.
    case assigned
    /// Somebody is at it.
    case inProgress = "in_progress"
    /// Done.
    case completed
    /// Not to be done any more.
    case cancelled

    /// Whether nothing is left to do.
    package var isFinished: Bool { self == .completed || self == .cancelled }
}

/// How pressing a department's work is.
package enum TaskPriority: String, Sendable, Codable, CaseIterable {
    case urgent, high, standard, low
}

/// How pressing a conversation is.
package enum ConversationPriority: String, Sendable, Codable, CaseIterable {
    case low, normal, high, urgent
}

/// What can be done with a task.
package enum TaskStep: String, Sendable, Codable, CaseIterable {
    /// It is given to somebody, or somebody takes it.
    case assign
    /// It is nobody's any more.
    case unassign
    /// Its work begins.
    case start
    /// Its work is done.
    case complete
    /// It is not to be done.
    case cancel
    /// It was finished too early.
    case reopen
}

/// The task's state machine, as data.
package enum TaskMachine {
    /// One row of the table. What no row allows is an ``InvalidTaskStep``.
    package struct Rule: Sendable {
        package let from: TaskStatus
        package let step: TaskStep
        package let to: TaskStatus
        /// Whether it is nobody's afterwards.
        package var clearsAssignee = false
    }

    /// Every allowed step.
    package static let rules: [Rule] = [
        Rule(from: .pending, step: .assign, to: .assigned),
        Rule(from: .pending, step: .start, to: .inProgress),
        Rule(from: .pending, step: .complete, to: .completed),
        Rule(from: .pending, step: .cancel, to: .cancelled),

        Rule(from: .assigned, step: .assign, to: .assigned),
        Rule(from: .assigned, step: .unassign, to: .pending, clearsAssignee: true),
        Rule(from: .assigned, step: .start, to: .inProgress),
        Rule(from: .assigned, step: .complete, to: .completed),
        Rule(from: .assigned, step: .cancel, to: .cancelled),

        // Handed over to a colleague, the work goes on.
        Rule(from: .inProgress, step: .assign, to: .inProgress),
        Rule(from: .inProgress, step: .unassign, to: .pending, clearsAssignee: true),
        Rule(from: .inProgress, step: .complete, to: .completed),
        Rule(from: .inProgress, step: .cancel, to: .cancelled),

        Rule(from: .completed, step: .reopen, to: .pending, clearsAssignee: true),
        Rule(from: .cancelled, step: .reopen, to: .pending, clearsAssignee: true),
    ]

    /// What a step leads to.
    ///
    /// - Throws: ``InvalidTaskStep`` when the table has no such row.
    package static func rule(from status: TaskStatus, on step: TaskStep) throws(InvalidTaskStep) -> Rule {
        guard let rule = rules.first(where: { $0.from == status && $0.step == step }) else {
            throw InvalidTaskStep(from: status, step: step)
        }
        return rule
    }

    /// The step that a wish for another status is; nil when it stands there already.
    package static func step(from status: TaskStatus, to wish: TaskStatus) -> TaskStep? {
        guard wish != status else { return nil }
        return switch wish {
        case .pending: status.isFinished ? .reopen : .unassign
        case .assigned: .assign
        case .inProgress: .start
        case .completed: .complete
        case .cancelled: .cancel
        }
    }

    /// What may be done where a task stands.
    package static func allowed(from status: TaskStatus) -> [TaskStep] {
        TaskStep.allCases.filter { step in rules.contains { $0.from == status && $0.step == step } }
    }
}

/// A step that is not allowed where a task stands.
package struct InvalidTaskStep: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where it stands.
    package let from: TaskStatus
    /// What was tried.
    package let step: TaskStep

    /// Names both.
    package init(from: TaskStatus, step: TaskStep) {
        self.from = from
        self.step = step
    }

    /// What may be done instead.
    package var allowed: [TaskStep] { TaskMachine.allowed(from: from) }
    /// The stable code shown to API callers: `task_` and the status that forbids it.
    package var code: String { "task_" + from.rawValue }

    package var description: String {
        let choice = allowed.map(\.rawValue).joined(separator: ", ")
        return "cannot \(step.rawValue) a task that is \(from.rawValue); allowed: \(choice)"
    }
}
