import Domain
import Foundation
import Hummingbird
import Language
import Postgres
import Store
import Triage

extension AdminRoutes {
    /// Serves trying out what becomes of a message, in the order in which a guest's is judged: whether it calls people,
    /// whether people have the conversation already, and only then the rules.
    func addSimulation(to routes: StaffRoutes) {
        routes.on(.post, "/api/v1/policies/routing/simulate", needs: .writePolicies) { call in
            try call.query().finish()
            var fields = try call.fields()
            let text = fields.string("text", 1...4096)
            let tokens = GuestTokens(text).tokens
            let message = RuleMessage(text, channel: fields.word("channel", or: .web), tokens: tokens)
            let stay: StayPhase = fields.optionalWord("stay") ?? .none
            let isFirstContact = fields.optionalBoolean("firstContact") ?? false
            let isVIP = fields.optionalBoolean("vip") ?? false
            let standing: SimulatedStanding = fields.optionalWord("standing") ?? .ai
            let date = fields.optionalDate("at") ?? Date()
            let tried = fields.optionalObject("policy") { $0.routingPolicy() }
            if let tried { try await check(tried, at: "/policy", of: &fields, in: call.scope) }
            try fields.finish()
            guard let hotel = try await PropertyDesk(call.scope).find(call.principal.property) else {
                throw Problem.notFound
            }
            let escalation = try await PolicyDesk(call.scope).current(.escalation)?.document
                .decode(EscalationPolicy.self)
            let rules = try await rules(trying: tried, at: hotel, of: call)
            let trace = try await workshop.run {
                rules.explain(message, stay: stay, isFirstContact: isFirstContact, at: date)
            }
            return try .json(
                RoutingTraceView(
                    trace,
                    version: tried == nil ? rules.version : nil,
                    decidedBy: rules.version,
                    call: PeopleCalls.call(
                        text,
                        tokens: tokens,
                        policy: escalation ?? EscalationPolicy(),
                        locale: hotel.locale
                    )?.made(forVIP: isVIP),
                    standing: standing
                )
            )
        }
    }

    /// The rules that are tried: those of the request, else those in force.
    private func rules(
        trying tried: RoutingPolicy?,
        at hotel: PropertyDetails,
        of call: StaffCall
    ) async throws -> CompiledRules {
        let stored = tried == nil ? try await PolicyDesk(call.scope).current(.routing) : nil
        let policy = try tried ?? stored?.document.decode(RoutingPolicy.self) ?? RoutingPolicy()
        do {
            return try await workshop.run {
                try CompiledRules(
                    policy,
                    version: stored?.version ?? 0,
                    timezone: TimeZone(identifier: hotel.timezone) ?? .gmt,
                    locale: hotel.locale
                )
            }
        } catch let broken as BrokenRules {
            throw Problem(
                409,
                "policy_broken",
                "Policy broken",
                detail: "The policy in force cannot be obeyed, and is not: the engine answers everything.",
                errors: broken.mistakes.map { .init(pointer: $0.pointer, detail: $0.detail) }
            )
        }
    }
}

/// Who has the conversation that a tried message comes into.
enum SimulatedStanding: String, Sendable, CaseIterable {
    case ai, people
}

/// What would become of a message, and why, as it is answered.
struct RoutingTraceView: Encodable, Sendable {
    /// What is done.
    enum Action: String, Encodable, Sendable {
        case `continue`, respond, deny, dispatch
        /// People are called at once, and the guest is told so.
        case call
        /// People have the conversation, and see the message there.
        case wait
    }

    /// What the message is stored with; `engine` stands for all that leads to an engine.
    enum Decision: String, Encodable, Sendable {
        case engine
        case byRule = "routed_rule"
        case toStaff = "to_staff"
    }

    struct Outcome: Encodable, Sendable {
        var action: Action
        /// The rule that decided; absent when none did.
        var rule: String?
        var text: String?
        var department: String?
        var priority: String?
    }

    struct Condition: Encodable, Sendable {
        var condition: String
        var holds: Bool?
        var why: String
    }

    struct Rule: Encodable, Sendable {
        var id: String
        var name: String?
        var enabled: Bool
        var fits: Bool?
        var decides: Bool
        var conditions: [Condition]
    }

    var decision: Decision
    /// As it is stored with the message; absent for what an engine gets.
    var reason: String?
    var outcome: Outcome
    var version: Int?
    var language: String?
    var intent: String
    var hotelTime: String
    var tookMicroseconds: Int
    var overBudget: Bool
    var rules: [Rule]

    /// - Parameters:
    ///   - version: of the rules in force; nil for rules not saved yet.
    ///   - decidedBy: the version that decisions are recorded with.
    ///   - call: the call for people that the message is.
    init(
        _ trace: RuleTrace,
        version: Int?,
        decidedBy: Int,
        call: PeopleCall?,
        standing: SimulatedStanding
    ) {
        // Nobody in danger is left waiting because people have the conversation.
        if let call, standing == .ai || call.reason == .emergency {
            decision = .toStaff
            reason = call.reason.rawValue
            outcome = Outcome(
                action: .call,
                text: call.notice,
                department: call.department,
                priority: call.priority
            )
        } else if standing == .people {
            decision = .toStaff
            reason = call?.reason.rawValue ?? "people_own_it"
            outcome = Outcome(action: .wait)
        } else {
            let made = trace.outcome
            switch made?.action {
            case nil: decision = .engine
            case .respond, .deny: decision = .byRule
            case .dispatch: decision = .toStaff
            }
            reason = made.map { "rule:\($0.rule)@\(decidedBy)" }
            outcome = Outcome(
                action: made.flatMap { Action(rawValue: $0.action.rawValue) } ?? .continue,
                rule: trace.decider?.id,
                text: made?.text,
                department: made?.department,
                priority: made?.priority
            )
        }
        let areAsked = call == nil && standing == .ai
        self.version = version
        language = trace.language
        intent = trace.intent
        hotelTime = trace.hotelTime
        tookMicroseconds = Int(trace.elapsed / .microseconds(1))
        overBudget = trace.isOverBudget
        rules = trace.steps.map { step in
            Rule(
                id: step.rule.id,
                name: step.rule.name,
                enabled: step.rule.enabled != false,
                fits: step.fits,
                decides: areAsked && step.decides,
                conditions: step.conditions.map { Condition(condition: $0.name, holds: $0.holds, why: $0.why) }
            )
        }
    }
}
