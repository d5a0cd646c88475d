package import Domain
import Foundation
package import Store

/// The only way a staff word takes: taking over, answering, handing back, assigning and closing conversations.
///
/// Every change holds the conversation's lane first, is decided by ``ConversationMachine`` alone, and is written with all
/// it causes in the transaction of the scope it is given. Whoever waited for the lane decides by what is true then.
package struct ConversationManager: Sendable {
    /// Makes one.
    package init() {}

    /// What was said to a guest.
    package struct Sent: Sendable, Encodable {
        /// The message, or the first of those that a long text became.
        package let message: MessageView
        /// How far it has come.
        package let delivery: DeliveryView
        /// The rest of a text that was too long for one message of its channel.
        package let continued: [MessageView]
    }

    /// Says something to the guest. Where the AI owned the next word this takes it over.
    ///
    /// - Parameters:
    ///   - content: the words; what is longer than the channel takes becomes several messages, as with the AI's.
    ///   - version: what the sender has seen, when they care.
    /// - Throws: ``DeskRefusal``, ``InvalidTransition``.
    package func send(
        _ content: String,
        in conversation: ConversationID,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> Sent {
        let lane = try await hold(conversation, expecting: version, in: scope)
        let step = try ConversationMachine.transition(from: lane.state, on: .staffMessage, by: .staff)
        if let obstacle = try await obstacle(to: lane, in: scope) { throw obstacle }
        var change = LaneChange(step, of: lane, by: principal)
        if step.to != step.from { change.trigger = .staffMessage }
        change.marksRead = true
        change.words = TextSplitter.split(SafeText.withoutNUL(content), limit: lane.channel.maximumOutboundLength)
            .map { LaneChange.Word($0, by: .staff) }
        guard !change.words.isEmpty else { throw DeskRefusal.nothingToSay }
        try await LaneStore(scope).apply(change, to: conversation)
        let messages = try await DeskReader(scope).messages(change.words.map(\.messageId))
        guard let first = messages.first, let delivery = first.delivery else { throw DeskRefusal.notFound }
        return Sent(message: first, delivery: delivery, continued: Array(messages.dropFirst()))
    }

    /// Gives the next word to people. Where they have it already this changes nothing.
    ///
    /// - Parameters:
    ///   - reason: in the colleague's own words.
    ///   - department: who is to look after it.
    /// - Throws: ``DeskRefusal/alreadyEscalated`` when people have it and another department or priority is named.
    package func escalate(
        _ conversation: ConversationID,
        reason: String? = nil,
        department: DepartmentID? = nil,
        priority: ConversationPriority? = nil,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: version, in: scope)
        let step = try ConversationMachine.transition(from: lane.state, on: .escalate(.staff), by: .staff)
        if step.isNoOp {
            guard department ?? lane.department == lane.department, priority ?? lane.priority == lane.priority else {
                throw DeskRefusal.alreadyEscalated
            }
        } else {
            try await check(department, in: scope)
            var change = LaneChange(step, of: lane, by: principal)
            change.trigger = .escalate
            change.reason = reason.map(SafeText.withoutNUL) ?? EscalationReason.staff.rawValue
            change.escalationReason = .staff
            change.departmentId = department
            change.priority = priority
            // A line that could not be sent any more would only fail later.
            if step.effects.contains(.writeHoldingLine), try await obstacle(to: lane, in: scope) == nil {
                change.words = [LaneChange.Word(HoldingLine.text(language: lane.guestLanguage), by: .system)]
            }
            try await LaneStore(scope).apply(change, to: conversation)
        }
        return try await view(conversation, in: scope)
    }

    /// Closes a conversation.
    package func resolve(
        _ conversation: ConversationID,
        resolution: String? = nil,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: version, in: scope)
        let step = try ConversationMachine.transition(from: lane.state, on: .resolve, by: .staff)
        if !step.isNoOp {
            var change = LaneChange(step, of: lane, by: principal)
            change.trigger = .resolve
            change.reason = resolution.map(SafeText.withoutNUL)
            change.resolution = change.reason ?? "staff"
            change.marksRead = true
            try await LaneStore(scope).apply(change, to: conversation)
        }
        return try await view(conversation, in: scope)
    }

    /// Gives the next word back to the AI, which answers what the guest writes next.
    ///
    /// - Parameters:
    ///   - note: kept as a note for colleagues.
    ///   - force: hand it back although work that came of it is not finished.
    package func returnToAI(
        _ conversation: ConversationID,
        note: String? = nil,
        force: Bool = false,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: version, in: scope)
        let step = try ConversationMachine.transition(from: lane.state, on: .returnToAI, by: .staff)
        guard force || lane.openTasks == 0 else { throw DeskRefusal.tasksOpen(count: lane.openTasks) }
        var change = LaneChange(step, of: lane, by: principal)
        change.trigger = .returnToAI
        change.marksRead = true
        let store = LaneStore(scope)
        try await store.apply(change, to: conversation)
        if let note {
            _ = try await store.addNote(NoteID(UUID.version7()), note, to: conversation, by: principal)
        }
        return try await view(conversation, in: scope)
    }

    /// Gives a conversation that people own to somebody, or to nobody, and perhaps to another department.
    package func assign(
        _ conversation: ConversationID,
        to staff: StaffID?,
        department: DepartmentID? = nil,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: version, in: scope)
        let moves = department != nil && department != lane.department
        let trigger: ConversationTrigger = moves || (lane.assignee != nil && staff != nil) ? .transfer : .assign
        let step = try ConversationMachine.transition(from: lane.state, on: trigger, by: .staff)
        if staff != lane.assignee || moves {
            try await check(department, in: scope)
            var change = LaneChange(step, of: lane, by: principal)
            change.trigger = trigger.name
            change.assign(staff, name: try await name(of: staff, for: principal, in: scope))
            change.departmentId = department
            try await LaneStore(scope).apply(change, to: conversation)
        }
        return try await view(conversation, in: scope)
    }

    /// Opens a closed conversation again, for people.
    package func reopen(
        _ conversation: ConversationID,
        expecting version: Int? = nil,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: version, withSiblings: true, in: scope)
        let step = try ConversationMachine.transition(from: lane.state, on: .reopen, by: .staff)
        if let newer = lane.openSibling { throw DeskRefusal.newerConversation(newer) }
        var change = LaneChange(step, of: lane, by: principal)
        change.trigger = .reopen
        try await LaneStore(scope).apply(change, to: conversation)
        return try await view(conversation, in: scope)
    }

    /// Notes that somebody has read what the guest wrote.
    package func markRead(
        _ conversation: ConversationID,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> ConversationView {
        let lane = try await hold(conversation, expecting: nil, in: scope)
        if lane.unreadCount > 0 {
            var change = LaneChange(by: principal)
            change.marksRead = true
            try await LaneStore(scope).apply(change, to: conversation)
        }
        return try await view(conversation, in: scope)
    }

    /// Leaves a note for colleagues.
    package func note(
        _ body: String,
        on conversation: ConversationID,
        in scope: PropertyScope,
        by principal: Principal
    ) async throws -> NoteView {
        let id = NoteID(UUID.version7())
        guard try await LaneStore(scope).addNote(id, body, to: conversation, by: principal),
            let note = try await DeskReader(scope).notes([id]).first
        else { throw DeskRefusal.notFound }
        return note
    }
}

extension ConversationManager {
    /// Holds a lane that is as the caller has seen it.
    private func hold(
        _ id: ConversationID,
        expecting version: Int?,
        withSiblings: Bool = false,
        in scope: PropertyScope
    ) async throws -> HeldLane {
        guard let lane = try await LaneStore(scope).hold(id, withSiblings: withSiblings) else {
            throw DeskRefusal.notFound
        }
        if let version, version != lane.version { throw DeskRefusal.stale(present: lane.version) }
        return lane
    }

    /// Why nothing can be sent to a held lane's guest now; nil when it can.
    private func obstacle(to lane: HeldLane, in scope: PropertyScope) async throws -> DeskRefusal? {
        guard case .open = lane.window.state(at: lane.moment) else { return .windowClosed }
        // Text messages come by a line of their own, or by a service that speaks several.
        guard lane.channel == .sms || lane.channel == .relay else { return nil }
        return try await LaneStore(scope).hasOptedOut(lane.id) ? .optedOut : nil
    }

    private func view(_ id: ConversationID, in scope: PropertyScope) async throws -> ConversationView {
        guard let view = try await DeskReader(scope).conversation(id) else { throw DeskRefusal.notFound }
        return view
    }

    private func check(_ department: DepartmentID?, in scope: PropertyScope) async throws {
        guard let department else { return }
        guard try await LaneStore(scope).hasDepartment(department) else {
            throw DeskRefusal.unknownReference("departmentId")
        }
    }

    /// What an assignee is called; whoever takes it on needs no looking up.
    func name(of staff: StaffID?, for principal: Principal, in scope: PropertyScope) async throws -> String? {
        guard let staff else { return nil }
        if staff == principal.staff { return SafeText.withoutNUL(principal.name) }
        guard let name = try await LaneStore(scope).colleague(staff) else { throw DeskRefusal.unknownStaff }
        return name
    }
}

extension LaneChange {
    /// What a transition asks to be written, the actor being `principal`.
    init(_ step: ConversationTransition, of lane: HeldLane, by principal: Principal) {
        self.init(by: principal)
        to = step.to
        raisesOwnerEpoch = step.raisesOwnerEpoch
        raisesVersion = step.raisesStateVersion
        silencesAI = step.effects.contains(.discardOpenTurns)
        if step.effects.contains(.clearAssignee) { assign(nil, name: nil) }
        if step.effects.contains(.assignToActor), lane.assignee == nil, let staff = principal.staff {
            assign(staff, name: SafeText.withoutNUL(principal.name))
            raisesVersion = true
        }
    }
}
