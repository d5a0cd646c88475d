/// What is known of a guest's message before it is stored, found by rules alone and without asking any engine.
///
/// Who owns the conversation, whether it is the guest's first and where the guest's stay stands is known only under the
/// lane's lock: what depends on that is handed over as a table, and the commit that stores the message chooses.
package struct MessageTriage: Sendable, Hashable {
    /// Why people are needed at once; nil when they are not.
    package var call: PeopleCall?
    /// What the hotel's routing rules say; nil when the engine is to answer whatever the lane tells.
    package var routes: RouteTable?
    /// That the hotel may write to the guest no more, or again; nil for any other message.
    package var consent: ConsentChange?
    /// By how much longer, or shorter, than usual the guest's next message is worth waiting for, in milliseconds.
    package var pauseShift = 0
    /// Whether the length of the guest's own pauses counts.
    package var isAdaptive = false
    /// How often in a row a turn may be superseded by a message such as this one; 0 leaves an answer in the making as it
    /// is, as a thank-you does.
    package var longestChain = 0
    /// From how many messages in one turn people are told.
    package var manyMessages = TurnPolicy.manyMessages
    /// Why the message is stored and not answered, but for who is in danger; nil when it is answered.
    package var rejection: FlowRejection?
    /// How much the guest may write here, where the hotel has decided it.
    package var guestLimit: RateLimit?
    /// What was noticed, kept with the message: `masked`, `injection`, …
    package var flags: [String] = []

    /// Nothing out of the ordinary.
    package init() {}

    /// The same with the hotel's own words cut into as many messages as a channel needs.
    package func cut(for channel: ChannelKind) -> MessageTriage {
        var triage = self
        triage.call = call?.cut(for: channel)
        triage.routes = routes?.map { outcome in
            var outcome = outcome
            outcome.parts = channel.parts(of: outcome.text)
            return outcome
        }
        return triage
    }
}

extension PeopleCall {
    /// The same with its notice cut into as many messages as a channel needs.
    package func cut(for channel: ChannelKind) -> PeopleCall {
        var call = self
        call.parts = channel.parts(of: notice)
        call.vip?.parts = vip.flatMap { channel.parts(of: $0.notice) }
        return call
    }
}

extension ChannelKind {
    /// Words as the messages that they need here; nil when they are one.
    fileprivate func parts(of text: String) -> [String]? {
        takesWhole(text) ? nil : TextSplitter.split(text, limit: maximumOutboundLength)
    }
}

/// A conversation that goes to people before any engine sees it.
package struct PeopleCall: Sendable, Hashable, Codable {
    /// Why: ``EscalationReason/emergency``, ``EscalationReason/guestRequested``, ….
    package var reason: EscalationReason
    /// What the guest wants, for example `emergency.fire`, as far as it is known.
    package var intent: String?
    /// `urgent`, `high`, `normal` or `low`.
    package var priority: String
    /// The department it goes to, by its code; nil for nobody in particular.
    package var department: String?
    /// What the guest is told at once.
    package var notice: String
    /// The same as the messages that the channel needs for it; nil when it is one.
    package var parts: [String]?
    /// What is different when the guest is a VIP, which only the commit can tell; nil when nothing is.
    package var vip: Variant?

    /// How else people are called.
    package struct Variant: Sendable, Hashable, Codable {
        package var priority: String
        package var department: String?
        package var notice: String
        /// The same as the messages that the channel needs for it; nil when it is one.
        package var parts: [String]?

        /// Names all but the parts.
        package init(priority: String, department: String?, notice: String) {
            self.priority = priority
            self.department = department
            self.notice = notice
        }
    }

    /// Names every part.
    package init(
        reason: EscalationReason,
        intent: String?,
        priority: String,
        department: String? = nil,
        notice: String,
        vip: Variant? = nil
    ) {
        self.reason = reason
        self.intent = intent
        self.priority = priority
        self.department = department
        self.notice = notice
        self.vip = vip
    }

    /// The call as it is made for a guest of whom that is known; `answer_by_rule` in SQL chooses alike.
    package func made(forVIP isVIP: Bool) -> PeopleCall {
        guard isVIP, let vip else { return self }
        return PeopleCall(
            reason: reason,
            intent: intent,
            priority: vip.priority,
            department: vip.department,
            notice: vip.notice
        )
    }
}

/// Where a guest's stay stands when a message comes in.
package enum StayPhase: String, Sendable, Codable, CaseIterable {
    /// The hotel knows of no stay.
    case none
    case booked
    case inHouse = "in_house"
    /// A stay that ended, and none to come.
    case checkedOut = "checked_out"
}

/// What a routing rule makes of a message.
package struct RouteOutcome: Sendable, Hashable, Codable {
    /// What is done.
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// The hotel's own words answer; no engine is asked.
        case respond
        /// The hotel's own words refuse; no engine is asked.
        case deny
        /// A department takes over.
        case dispatch
    }

    package var action: Action
    /// What the guest is told: the answer, the refusal, or that people take over.
    package var text: String
    /// The same as the messages that the channel needs for it; nil when it is one.
    package var parts: [String]?
    /// The department's code, for ``Action/dispatch``.
    package var department: String?
    /// `urgent`, `high`, `normal` or `low`, for ``Action/dispatch``.
    package var priority: String?
    /// The rule's own id within the hotel's policy.
    package var rule: String
    /// The version of the policy.
    package var version: Int

    /// Names every part.
    package init(
        _ action: Action,
        text: String,
        department: String? = nil,
        priority: String? = nil,
        rule: String,
        version: Int
    ) {
        self.action = action
        self.text = text
        self.department = department
        self.priority = priority
        self.rule = rule
        self.version = version
    }
}

/// What the rules make of one message, for every standing its lane may be found in.
package struct RouteTable: Sendable, Hashable, Codable {
    /// One place for each ``StayPhase``, in the order of its cases, first for a known guest and then for a first contact;
    /// nil where the engine is to answer.
    package let outcomes: [RouteOutcome?]

    /// Asks the rules once for every standing; nil when the engine is to answer in all of them.
    package init?(_ outcome: (StayPhase, _ isFirstContact: Bool) -> RouteOutcome?) {
        let all = StayPhase.allCases.flatMap { phase in [false, true].map { outcome(phase, $0) } }
        guard all.contains(where: { $0 != nil }) else { return nil }
        outcomes = all
    }

    private init(outcomes: [RouteOutcome?]) {
        self.outcomes = outcomes
    }

    /// The same with every outcome changed.
    func map(_ change: (RouteOutcome) -> RouteOutcome) -> RouteTable {
        RouteTable(outcomes: outcomes.map { $0.map(change) })
    }

    /// What is to be done in one standing.
    package func outcome(_ phase: StayPhase, isFirstContact: Bool) -> RouteOutcome? {
        guard let place = StayPhase.allCases.firstIndex(of: phase) else { return nil }
        return outcomes[2 * place + (isFirstContact ? 1 : 0)]
    }

    package init(from decoder: any Decoder) throws {
        outcomes = try decoder.singleValueContainer().decode([RouteOutcome?].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(outcomes)
    }
}
