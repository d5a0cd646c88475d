import Domain
import Hummingbird
import Postgres
import Sessions
import Store

/// A hotel's staff, as its admins keep it.
struct StaffAdministration {
    let sessions: SessionManager

    /// Adds the routes.
    func add(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/staff", needs: .readStaff, list)
        routes.on(.post, "/api/v1/staff", needs: .writeStaff, add)
        routes.on(.get, "/api/v1/staff/{id}", needs: .readStaff, get)
        routes.on(.patch, "/api/v1/staff/{id}", needs: .writeStaff, change)
    }

    private static let passwordLength = 10...200

    private func list(_ call: StaffCall) async throws -> Reply {
        var query = call.query()
        let limit = query.limit()
        var after: (name: String, id: StaffID)?
        if let text = query.string("cursor", 1...2000) {
            if let cursor = PageCursor(text, parts: 2), let id = StaffID(cursor.parts[1]) {
                after = (cursor.parts[0], id)
            } else {
                _ = query.refuse("cursor", "is no cursor of this list") as String?
            }
        }
        try query.finish()
        let found = try await StaffStore(call.scope).list(after: after, limit: limit + 1)
        let shown = found.prefix(limit)
        let last = found.count > limit ? shown.last : nil
        return try Page(
            items: shown.map(StaffView.init),
            nextCursor: last.map { PageCursor([$0.name, $0.id.description]).text }
        )
        .reply(to: call.request)
    }

    private func get(_ call: StaffCall) async throws -> Reply {
        let id: StaffID = try call.id()
        try call.query().finish()
        guard let member = try await StaffStore(call.scope).find(id) else { throw Problem.notFound }
        return try .json(StaffView(member), version: member.version)
    }

    private func add(_ call: StaffCall) async throws -> Reply {
        try call.query().finish()
        var fields = try call.fields()
        let written = fields.string("email", 3...254)
        let address = StaffEmail.address(written)
        if address == nil { fields.refuse("email", "must be an e-mail address") }
        let name = fields.string("name", 1...200)
        let role = fields.word("role", or: StaffRole.viewer)
        let department: DepartmentID? = fields.optionalID("departmentId")
        let password = fields.optionalString("password", Self.passwordLength)
        try fields.finish()
        let person = NewStaffMember(
            email: address ?? written,
            name: name,
            role: role,
            department: department,
            passwordHash: try await hash(password)
        )
        let actor = call.principal.key
        return try await call.change { scope in
            try await Self.explaining {
                let store = StaffStore(scope)
                let id = try await store.add(person, by: actor)
                guard let member = try await store.find(id) else { throw Problem.notFound }
                return try .json(
                    StaffView(member),
                    status: 201,
                    version: member.version,
                    location: "/api/v1/staff/\(id)"
                )
            }
        }
    }

    private func change(_ call: StaffCall) async throws -> Reply {
        let id: StaffID = try call.id()
        try call.query().finish()
        var fields = try call.fields()
        var wanted = StaffChange()
        wanted.expectedVersion = try call.expectedVersion()
        wanted.name = fields.optionalString("name", 1...200)
        wanted.role = fields.optionalWord("role")
        wanted.isDisabled = fields.optionalBoolean("disabled")
        if fields.has("departmentId") { wanted.department = .some(fields.optionalID("departmentId")) }
        let password = fields.optionalString("password", Self.passwordLength)
        try fields.finish()
        wanted.passwordHash = try await hash(password)
        let change = wanted
        let actor = call.principal.key
        let reply = try await call.change { scope in
            try await Self.explaining {
                let store = StaffStore(scope)
                do {
                    try await store.change(id, change, by: actor)
                } catch StaffRefusal.version {
                    throw Problem.staleVersion(try await store.find(id)?.version)
                }
                guard let member = try await store.find(id) else { throw Problem.notFound }
                return try .json(StaffView(member), version: member.version)
            }
        }
        await sessions.board.catchUp()
        return reply
    }

    private func hash(_ password: String?) async throws -> String? {
        guard let password else { return nil }
        do {
            return try await sessions.passwords.hash(password)
        } catch is PasswordWorker.Busy {
            throw Problem.busy(.seconds(2))
        }
    }

    private static func explaining(_ work: () async throws -> Reply) async throws -> Reply {
        do {
            return try await work()
        } catch let refusal as StaffRefusal {
            throw Problem.refused(refusal)
        }
    }
}

extension Problem {
    /// Why nothing was changed about somebody.
    fileprivate static func refused(_ refusal: StaffRefusal) -> Problem {
        switch refusal {
        case .notFound: .notFound
        case .exists: Problem(409, "staff_exists", "Works here already")
        case .worksElsewhere:
            Problem(
                409,
                "works_elsewhere",
                "Works elsewhere too",
                detail: """
                    This e-mail address has an account elsewhere too: the operator adds such people with \
                    `concierge staff add` and sets their password with `concierge staff password`.
                    """
            )
        case .noDepartment: .invalid([.init(pointer: "/departmentId", detail: "names no department of this hotel")])
        case .lastAdmin:
            Problem(409, "last_admin", "Last admin", detail: "A hotel keeps at least one admin who can sign in.")
        case .version: .staleVersion(nil)
        }
    }

    /// The caller has seen another version.
    fileprivate static func staleVersion(_ version: Int?) -> Problem {
        Problem(
            412,
            "version_mismatch",
            "Changed meanwhile",
            detail: "Read it again and decide anew.",
            headers: version.map { [("ETag", "\"\($0)\"")] } ?? []
        )
    }
}
