import Domain
import Foundation
import Postgres
import Routing
import Store
import Triage

/// What managers and admins keep by themselves: the hotel, its departments, endpoints and knowledge.
///
/// Hotels are opened and closed on the command line: whoever may do that is above every hotel, and signs in at none.
struct AdminRoutes {
    /// Seals secrets, and opens those that are changed in part.
    let box: SecretBox
    /// Where sealed secrets are read, which people's own statements cannot.
    let database: Database
    /// Asks providers.
    let router: MessageRouter
    /// Reads rules that are to be saved or tried.
    let workshop = RuleWorkshop()

    func add(to routes: StaffRoutes) {
        addProperties(to: routes)
        addDepartments(to: routes)
        addEndpoints(to: routes)
        addEndpointCheck(to: routes)
        addEndpointSecrets(to: routes)
        addKnowledge(to: routes)
        addPolicies(to: routes)
    }
}

extension FieldReader {
    /// A change must change something.
    func finish(changing names: [String]) throws {
        try finish()
        guard names.isEmpty else { return }
        throw Problem.invalid([.init(pointer: "", detail: "must name something to change")])
    }

    /// What is said of a part that may be empty: nothing, a value, or null.
    mutating func patch<Value>(_ name: String, _ read: (inout FieldReader) -> Value?) -> Patch<Value> {
        has(name) ? .set(read(&self)) : .keep
    }

    /// A text without which nothing can be, where it is given: null is refused.
    mutating func changedString(_ name: String, _ length: ClosedRange<Int>) -> String? {
        has(name) ? optionalString(name, length, isRequired: true) : nil
    }

    /// Refuses a text that is not written as it must be.
    mutating func require(_ name: String, _ text: String?, _ detail: String, _ isGood: (String) -> Bool) {
        if let text, !text.isEmpty, !isGood(text) { refuse(name, detail) }
    }
}

extension ChangeRefusal {
    /// The answer.
    var problem: Problem {
        switch self {
        case .missing: .notFound
        case .stale(let present):
            Problem(
                412,
                "version_stale",
                "Changed meanwhile",
                detail: "It is at version \(present) now.",
                headers: [("ETag", "\"\(present)\"")]
            )
        case .taken(let name): Problem(409, "name_taken", "Name taken", detail: "There is already \(name).")
        case .inUse(let why): Problem(409, "in_use", "In use", detail: why)
        }
    }
}

extension Page {
    /// A page of at most `limit`, from a list that was read with one more, to see whether it goes on.
    init<Row>(_ rows: [Row], limit: Int, item: (Row) -> Item, cursor: (Row) -> PageCursor) {
        items = rows.prefix(limit).map(item)
        nextCursor = rows.count > limit ? rows.prefix(limit).last.map { cursor($0).text } : nil
    }
}

extension QueryReader {
    /// Where a list goes on, or nothing.
    mutating func cursor(parts count: Int) -> PageCursor? {
        guard let text = string("cursor", 1...4096) else { return nil }
        guard let cursor = PageCursor(text, parts: count) else {
            return refuse("cursor", "is none that this list answered with")
        }
        return cursor
    }
}
