import Domain
import Foundation
import Hummingbird
import Store
import Triage

extension AdminRoutes {
    /// Serves the rules that are looked at before any engine is asked, and a way of trying them out.
    func addRouting(to routes: StaffRoutes) {
        // A document has up to a megabyte.
        addPolicy(.routing, unset: RoutingPolicy(), departments: \.departments, versionsAtOnce: 10, to: routes) {
            fields,
            scope in
            let policy = fields.routingPolicy()
            try await check(policy, at: "", of: &fields, in: scope)
            return policy
        }
        addSimulation(to: routes)
    }

    /// Notes what does not make sense in a policy. Of one whose form is wrong nothing sensible can be said.
    func check(
        _ policy: RoutingPolicy,
        at pointer: String,
        of fields: inout FieldReader,
        in scope: PropertyScope
    ) async throws {
        guard fields.errors.isEmpty else { return }
        let departments = try await Self.codes(of: DepartmentDesk(scope))
        let mistakes = try await workshop.run { RoutingPolicyCheck.mistakes(in: policy, departments: departments) }
        for mistake in mistakes {
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
}
