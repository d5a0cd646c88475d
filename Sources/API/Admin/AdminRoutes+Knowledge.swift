import Domain
import Foundation
import Hummingbird
import Store

/// An entry of what the hotel knows, as it is answered.
struct KnowledgeView: Encodable, Sendable {
    var id: KnowledgeEntryID
    var title: String
    var body: String
    var language: String
    var category: String
    var keywords: [String]
    var createdAt: Date
    var updatedAt: Date

    init(_ details: KnowledgeDetails) {
        id = details.id
        title = details.entry.title
        body = details.entry.body
        language = details.entry.language
        category = details.entry.category
        keywords = details.entry.keywords
        createdAt = details.createdAt
        updatedAt = details.updatedAt
    }
}

extension AdminRoutes {
    func addKnowledge(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/knowledge", needs: .readSettings) { call in
            var query = call.query()
            let limit = query.limit()
            let language = query.string("language", 2...2)
            let text = query.string("text", 1...2000)
            let category = query.string("category", 1...100)
            let cursor = query.cursor(parts: 3)
            if text != nil {
                // What is found is answered best first and at once: there is no next page.
                if cursor != nil { let _: String? = query.refuse("cursor", "does not go with text") }
                if category != nil { let _: String? = query.refuse("category", "does not go with text") }
            }
            let id = cursor.flatMap { KnowledgeEntryID($0.parts[2]) }
            if cursor != nil, id == nil {
                let _: String? = query.refuse("cursor", "is none that this list answered with")
            }
            try query.finish()
            let desk = KnowledgeDesk(call.scope)
            if let text {
                let found = try await desk.search(text, language: language, limit: min(limit, 50))
                return try Page(items: found.map(KnowledgeView.init)).reply(to: call.request)
            }
            let last = cursor.flatMap { cursor in
                id.map { (category: cursor.parts[0], title: cursor.parts[1], id: $0) }
            }
            let rows = try await desk.list(language: language, category: category, after: last, limit: limit + 1)
            return try Page(rows, limit: limit, item: KnowledgeView.init) {
                PageCursor([$0.entry.category, $0.entry.title, "\($0.id)"])
            }
            .reply(to: call.request)
        }
        routes.on(.get, "/api/v1/knowledge/{id}", needs: .readSettings) { call in
            try call.query().finish()
            guard let found = try await KnowledgeDesk(call.scope).find(try call.id()) else { throw Problem.notFound }
            return try .json(KnowledgeView(found), version: found.version)
        }
        addKnowledgeChanges(to: routes)
    }

    private func addKnowledgeChanges(to routes: StaffRoutes) {
        routes.on(.post, "/api/v1/knowledge", needs: .writeKnowledge) { call in
            try call.query().finish()
            var fields = try call.fields()
            let title = fields.string("title", 1...300)
            let body = fields.string("body", 1...20_000)
            let change = Self.knowledgeChange(&fields)
            try fields.finish()
            let entry = KnowledgeEntry(
                title: title,
                body: body,
                language: change.language ?? "en",
                category: change.category ?? "general",
                keywords: change.keywords ?? []
            )
            return try await call.change { scope in
                let made = try await KnowledgeDesk(scope).add(entry)
                try await scope.keep(AuditNote(by: call.principal, "knowledge.added", "knowledge:\(made.id)"))
                return try .json(
                    KnowledgeView(made),
                    status: 201,
                    version: made.version,
                    location: "/api/v1/knowledge/\(made.id)"
                )
            }
        }
        routes.on(.patch, "/api/v1/knowledge/{id}", needs: .writeKnowledge) { call in
            try call.query().finish()
            let id: KnowledgeEntryID = try call.id()
            var fields = try call.fields()
            var change = Self.knowledgeChange(&fields)
            change.title = fields.changedString("title", 1...300)
            change.body = fields.changedString("body", 1...20_000)
            try fields.finish(changing: change.names)
            let wanted = change
            let version = try call.expectedVersion()
            return try await call.change { scope in
                let changed = try await KnowledgeDesk(scope).change(id, wanted, expecting: version)
                try await scope.keep(
                    AuditNote(by: call.principal, "knowledge.changed", "knowledge:\(id)", fields: wanted.names)
                )
                return try .json(KnowledgeView(changed), version: changed.version)
            }
        }
        routes.on(.delete, "/api/v1/knowledge/{id}", needs: .writeKnowledge) { call in
            try call.query().finish()
            let id: KnowledgeEntryID = try call.id()
            let version = try call.expectedVersion()
            return try await call.change { scope in
                try await KnowledgeDesk(scope).archive(id, expecting: version)
                try await scope.keep(AuditNote(by: call.principal, "knowledge.archived", "knowledge:\(id)"))
                return .noContent
            }
        }
    }

    /// What an entry may have and need not.
    private static func knowledgeChange(_ fields: inout FieldReader) -> KnowledgeChange {
        var change = KnowledgeChange()
        change.language = fields.changedString("language", 2...2)
        fields.require("language", change.language, "must be a two-letter code, such as en") {
            $0.wholeMatch(of: /[a-z]{2}/) != nil
        }
        change.category = fields.changedString("category", 1...100)
        change.keywords = fields.optionalStrings("keywords", count: 0...50, length: 1...64)
        // They are kept in one text, apart by spaces.
        if change.keywords?.contains(where: { $0.contains(where: \.isWhitespace) }) == true {
            fields.refuse("keywords", "must hold single words")
        }
        return change
    }
}
