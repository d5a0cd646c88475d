import Domain
import Foundation
import Hummingbird
import Postgres
import Store

/// A policy in force, or one of its former versions, as it is answered.
struct PolicyView<Document: Codable & Sendable>: Encodable, Sendable {
    var kind: PolicyKind
    /// 0 while the hotel has decided nothing.
    var version: Int
    var document: Document
    var changedBy: String?
    var changedAt: Date?

    /// A stored version; without one, what holds while nothing was decided.
    init(_ kind: PolicyKind, _ stored: PolicyVersion?, unset: Document) throws {
        self.kind = kind
        version = stored?.version ?? 0
        document = try stored?.document.decode(Document.self) ?? unset
        changedBy = stored?.staffName
        changedAt = stored?.createdAt
    }
}

extension AdminRoutes {
    func addPolicies(to routes: StaffRoutes) {
        addRouting(to: routes)
        addPolicy(.turns, unset: TurnPolicy(), to: routes) { fields, _ in Self.turnPolicy(&fields) }
        addPolicy(.escalation, unset: EscalationPolicy(), departments: \.departments, to: routes) { fields, scope in
            let departments = try await DepartmentDesk(scope).list(after: nil, limit: 1000)
            return EscalationPolicy.read(&fields, departments: Set(departments.map(\.code)))
        }
        addPolicy(.limits, unset: LimitPolicy(), to: routes) { fields, _ in Self.limitPolicy(&fields) }
    }

    /// Serves one kind of policy: read, replace, and look at what was in force before.
    ///
    /// - Parameters:
    ///   - unset: what is answered while the hotel has decided nothing.
    ///   - departments: the codes of the departments that a document names.
    ///   - versionsAtOnce: the most versions of a page, for documents that may be large.
    ///   - read: makes the document of a body's fields; its mistakes are noted in the reader. It may ask the hotel's own
    ///     data whether what is named is there.
    func addPolicy<Document: Codable & Sendable>(
        _ kind: PolicyKind,
        unset: Document,
        departments: @escaping @Sendable (Document) -> Set<String> = { _ in [] },
        versionsAtOnce: Int = 200,
        to routes: StaffRoutes,
        read: @escaping @Sendable (inout FieldReader, PropertyScope) async throws -> Document
    ) {
        let path = "/api/v1/policies/\(kind.rawValue)"
        routes.on(.get, RouterPath(path), needs: .readSettings) { call in
            try call.query().finish()
            let stored = try await PolicyDesk(call.scope).current(kind)
            return try .json(PolicyView(kind, stored, unset: unset), version: stored?.version ?? 0)
        }
        routes.on(.put, RouterPath(path), needs: .writePolicies) { call in
            try call.query().finish()
            let version = try call.expectedVersion()
            let document: Document
            do {
                var fields = try call.fields()
                document = try await read(&fields, call.scope)
                try fields.finish()
            }
            let stored = try JSONB(encoding: document)
            return try await call.change { scope in
                let made: PolicyVersion
                do {
                    made = try await PolicyDesk(scope).put(
                        kind,
                        stored,
                        naming: departments(document),
                        by: call.principal.staff,
                        name: call.principal.name,
                        expecting: version
                    )
                } catch let missing as MissingDepartments {
                    // Removed since the document was read.
                    throw Problem.invalid([
                        .init(
                            pointer: "",
                            detail: "names \(missing.codes.joined(separator: ", ")), no department of this hotel"
                        )
                    ])
                }
                try await scope.keep(
                    AuditNote(by: call.principal, "policy.changed", "policy:\(kind.rawValue):\(made.version)")
                )
                return try .json(PolicyView(kind, made, unset: unset), version: made.version)
            }
        }
        routes.on(.get, RouterPath("\(path)/versions"), needs: .readSettings) { call in
            var query = call.query()
            let limit = min(query.limit(), versionsAtOnce)
            let cursor = query.cursor(parts: 1)
            let before = cursor.flatMap { Int($0.parts[0]) }
            if cursor != nil, before == nil {
                _ = query.refuse("cursor", "is none that this list answered with") as Int?
            }
            try query.finish()
            let rows = try await PolicyDesk(call.scope).versions(kind, before: before, limit: limit + 1)
            let views = try rows.map { try PolicyView(kind, $0, unset: unset) }
            return try Page(views, limit: limit, item: { $0 }) { PageCursor([String($0.version)]) }
                .reply(to: call.request)
        }
    }

    private static func turnPolicy(_ fields: inout FieldReader) -> TurnPolicy {
        var policy = TurnPolicy()
        policy.whileThinking = fields.optionalWord("whileThinking")
        policy.longestChain = fields.optionalInteger("longestChain", 0...20)
        policy.isAdaptive = fields.optionalBoolean("isAdaptive")
        policy.manyMessages = fields.optionalInteger("manyMessages", 2...1000)
        return policy
    }

    private static func limitPolicy(_ fields: inout FieldReader) -> LimitPolicy {
        var policy = LimitPolicy()
        policy.guest = limit("guest", &fields)
        policy.endpoint = limit("endpoint", &fields)
        policy.property = limit("property", &fields)
        // Whoever may change this must be able to come back and do it.
        policy.staff = limit("staff", &fields, most: 30...1_000_000, window: 1000...600_000)
        policy.apiKey = limit("apiKey", &fields, most: 30...1_000_000, window: 1000...600_000)
        policy.inbound = limit("inbound", &fields)
        policy.block = fields.optionalObject("block") { fields in
            LimitPolicy.Block(
                refusals: fields.optionalInteger("refusals", 10...1_000_000, isRequired: true) ?? 10,
                windowMs: fields.optionalInteger("windowMs", 1000...3_600_000, isRequired: true) ?? 1000,
                blockMs: fields.optionalInteger("blockMs", 1000...3_600_000, isRequired: true) ?? 1000
            )
        }
        return policy
    }

    private static func limit(
        _ name: String,
        _ fields: inout FieldReader,
        most: ClosedRange<Int> = 1...1_000_000,
        window: ClosedRange<Int> = 1000...3_600_000
    ) -> LimitPolicy.Limit? {
        fields.optionalObject(name) { fields in
            LimitPolicy.Limit(
                maxRequests: fields.optionalInteger("maxRequests", most, isRequired: true) ?? most.lowerBound,
                windowMs: fields.optionalInteger("windowMs", window, isRequired: true) ?? window.lowerBound
            )
        }
    }
}
