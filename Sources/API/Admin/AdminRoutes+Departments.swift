import Domain
import Foundation
import Hummingbird
import Store

/// A department, as it is answered.
struct DepartmentView: Encodable, Sendable {
    var id: DepartmentID
    var code: String
    var name: String
    var createdAt: Date

    init(_ details: DepartmentDetails) {
        id = details.id
        code = details.code
        name = details.name
        createdAt = details.createdAt
    }
}

extension AdminRoutes {
    func addDepartments(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/departments", needs: .readSettings) { call in
            var query = call.query()
            let limit = query.limit()
            let cursor = query.cursor(parts: 1)
            try query.finish()
            let rows = try await DepartmentDesk(call.scope).list(after: cursor?.parts[0], limit: limit + 1)
            return try Page(rows, limit: limit, item: DepartmentView.init) { PageCursor([$0.code]) }
                .reply(to: call.request)
        }
        routes.on(.post, "/api/v1/departments", needs: .writeDepartments) { call in
            try call.query().finish()
            var fields = try call.fields()
            let code = fields.string("code", 1...63)
            fields.require("code", code, "must be lowercase letters, digits and underscores, a letter first") {
                $0.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil
            }
            let name = fields.string("name", 1...200)
            try fields.finish()
            return try await call.change { scope in
                let made = try await DepartmentDesk(scope).add(code: code, name: name)
                try await scope.keep(AuditNote(by: call.principal, "department.added", "department:\(made.id)"))
                return try .json(
                    DepartmentView(made),
                    status: 201,
                    version: made.version,
                    location: "/api/v1/departments/\(made.id)"
                )
            }
        }
        routes.on(.patch, "/api/v1/departments/{id}", needs: .writeDepartments) { call in
            try call.query().finish()
            let id: DepartmentID = try call.id()
            var fields = try call.fields()
            let name = fields.changedString("name", 1...200)
            try fields.finish(changing: name == nil ? [] : ["name"])
            let version = try call.expectedVersion()
            return try await call.change { scope in
                let changed = try await DepartmentDesk(scope).rename(id, to: name, expecting: version)
                try await scope.keep(
                    AuditNote(by: call.principal, "department.changed", "department:\(id)", fields: ["name"])
                )
                return try .json(DepartmentView(changed), version: changed.version)
            }
        }
        routes.on(.delete, "/api/v1/departments/{id}", needs: .writeDepartments) { call in
            try call.query().finish()
            let id: DepartmentID = try call.id()
            let version = try call.expectedVersion()
            return try await call.change { scope in
                try await DepartmentDesk(scope).remove(id, expecting: version)
                try await scope.keep(AuditNote(by: call.principal, "department.removed", "department:\(id)"))
                return .noContent
            }
        }
    }
}
