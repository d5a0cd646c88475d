package import Domain
package import Postgres

/// Who changed what, as it is kept for later questions.
package struct AuditNote: Sendable, Hashable {
    /// Who, as ``Principal/key`` says.
    package var actor: String
    /// What was done, such as `department.changed`.
    package var action: String
    /// To what: a kind and an id.
    package var subject: String
    /// The names of what changed; never the values of secrets.
    package var detail: JSONB

    /// Names every part.
    package init(by principal: Principal, _ action: String, _ subject: String, detail: JSONB = JSONB(text: "{}")) {
        actor = principal.key
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}

extension PropertyScope {
    /// Keeps a note, in the transaction of the change itself.
    package func keep(_ note: AuditNote) async throws {
        _ = try await query(
            SQL(
                """
                INSERT INTO audit (property_id, actor, action, subject, detail)
                VALUES (\(property), \(note.actor), \(note.action), \(note.subject), \(note.detail))
                """
            ).named("audit.keep")
        )
    }
}

extension AuditNote {
    /// A note of a change that names what was changed, never to what.
    package init(by principal: Principal, _ action: String, _ subject: String, fields: [String]) throws {
        struct Detail: Encodable { var fields: [String] }
        self.init(by: principal, action, subject, detail: try .init(encoding: Detail(fields: fields)))
    }
}
