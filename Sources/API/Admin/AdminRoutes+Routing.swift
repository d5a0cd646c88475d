import Domain
import Foundation
import Hummingbird
import Postgres
import Store
import Triage

extension AdminRoutes {
    /// Serves the rules that are looked at before any engine is asked, and a way of trying them out.
    func addRouting(to routes: StaffRoutes) {
        // A document has up to a megabyte.
        addPolicy(.routing, unset: RoutingPolicy(), versionsAtOnce: 10, to: routes) { fields, scope in
            let policy = fields.routingPolicy()
            try await Self.check(policy, at: "", of: &fields, in: scope)
            return policy
        }
        routes.on(.post, "/api/v1/policies/routing/simulate", needs: .writePolicies) { call in
            try call.query().finish()
            var fields = try call.fields()
            let message = RuleMessage(
                fields.string("text", 1...4096),
                channel: fields.word("channel", or: .web),
                language: fields.optionalString("language", 2...35)
            )
            fields.require("language", message.language, "must be a language tag such as de or pt-BR") {
                LanguageTag.isWellFormed($0)
            }
            let stay: StayPhase = fields.optionalWord("stay") ?? .none
            let isFirstContact = fields.optionalBoolean("firstContact") ?? false
            let date = fields.optionalDate("at") ?? Date()
            let tried = fields.optionalObject("policy") { $0.routingPolicy() }
            if let tried { try await Self.check(tried, at: "/policy", of: &fields, in: call.scope) }
            try fields.finish()
            let rules = try await Self.rules(trying: tried, of: call)
            let trace = rules.explain(message, stay: stay, isFirstContact: isFirstContact, at: date)
            return try .json(RoutingTraceView(trace, version: tried == nil ? rules.version : nil))
        }
    }

    /// Notes what does not make sense in a policy. Of one whose form is wrong nothing sensible can be said.
    private static func check(
        _ policy: RoutingPolicy,
        at pointer: String,
        of fields: inout FieldReader,
        in scope: PropertyScope
    ) async throws {
        guard fields.errors.isEmpty else { return }
        let departments = try await codes(of: DepartmentDesk(scope))
        for mistake in RoutingPolicyCheck.mistakes(in: policy, departments: departments) {
            fields.refuse(at: pointer + mistake.pointer, mistake.detail)
        }
    }

    private static func codes(of desk: DepartmentDesk) async throws -> Set<String> {
        let page = 500
        var codes = Set<String>()
        var last: String?
        while true {
            let found = try await desk.list(after: last, limit: page).map(\.code)
            codes.formUnion(found)
            guard found.count == page else { return codes }
            last = found.last
        }
    }

    /// The rules that are tried: those of the request, else those in force.
    private static func rules(trying tried: RoutingPolicy?, of call: StaffCall) async throws -> CompiledRules {
        guard let hotel = try await PropertyDesk(call.scope).find(call.principal.property) else {
            throw Problem.notFound
        }
        let stored = tried == nil ? try await PolicyDesk(call.scope).current(.routing) : nil
        let policy = try tried ?? stored?.document.decode(RoutingPolicy.self) ?? RoutingPolicy()
        do {
            return try CompiledRules(
                policy,
                version: stored?.version ?? 0,
                timezone: TimeZone(identifier: hotel.timezone) ?? .gmt,
                locale: hotel.locale
            )
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

/// What rules would do about a message, and why, as it is answered.
struct RoutingTraceView: Encodable, Sendable {
    struct Outcome: Encodable, Sendable {
        var action: RoutingDeed.Action
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

    var outcome: Outcome
    var version: Int?
    var language: String?
    var intent: String
    var hotelTime: String
    var tookMicroseconds: Int
    var overBudget: Bool
    var rules: [Rule]

    init(_ trace: RuleTrace, version: Int?) {
        let decider = trace.steps.first(where: \.decides)?.rule
        outcome = Outcome(
            action: trace.outcome.flatMap { RoutingDeed.Action(rawValue: $0.action.rawValue) } ?? .continue,
            rule: trace.isOverBudget ? nil : decider?.id,
            text: trace.outcome?.text,
            department: trace.outcome?.department,
            priority: trace.outcome?.priority
        )
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
                decides: step.decides,
                conditions: step.conditions.map { Condition(condition: $0.name, holds: $0.holds, why: $0.why) }
            )
        }
    }
}
