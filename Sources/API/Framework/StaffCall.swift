import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Postgres
import Sessions
import Store

/// One request of a known caller, with its body read.
struct StaffCall: Sendable {
    /// Who asks.
    let principal: Principal
    let request: Request
    let context: EdgeContext
    /// The whole body; empty when there was none.
    let body: [UInt8]
    private let services: PeopleServices

    init(principal: Principal, request: Request, context: EdgeContext, body: [UInt8], services: PeopleServices) {
        self.principal = principal
        self.request = request
        self.context = context
        self.body = body
        self.services = services
    }

    /// The caller's hotel, for reading.
    var scope: PropertyScope { services.database.scope(of: principal.property) }

    /// The body's fields.
    func fields() throws -> FieldReader { try FieldReader(body: body) }

    /// The body's fields; a missing body is an empty object.
    func optionalFields() throws -> FieldReader {
        body.isEmpty ? FieldReader(members: [], pointer: "") : try FieldReader(body: body)
    }

    /// The query's parameters.
    func query() -> QueryReader { QueryReader(request) }

    /// An id in the path. What is no id names nothing.
    ///
    /// - Throws: ``Problem`` 404.
    func id<Entity>(_ name: String = "id", as type: Identifier<Entity>.Type = Identifier<Entity>.self) throws
        -> Identifier<Entity>
    {
        guard let text = context.parameters.get(name), let id = Identifier<Entity>(text) else {
            throw Problem.notFound
        }
        return id
    }

    /// The version the caller has seen, when it says one.
    ///
    /// - Throws: ``Problem`` 400 for what is no version of ours.
    func expectedVersion() throws -> Int? {
        guard let header = request.headers[.ifMatch], header != "*" else { return nil }
        guard header.first == "\"", header.last == "\"", let version = Int(header.dropFirst().dropLast()) else {
            throw Problem(400, "invalid_if_match", "Invalid If-Match", detail: "Give one ETag as it was answered.")
        }
        return version
    }

    /// Changes something, once for every idempotency key: work, answer and key are one transaction.
    ///
    /// - Parameter work: may run more than once, and must do nothing outside of its scope.
    func change(_ work: (PropertyScope) async throws -> Reply) async throws -> Reply {
        let key = try idempotencyKey()
        let reply = try await services.database.change(at: principal.property) { scope in
            guard let key else { return try await work(scope) }
            let store = IdempotencyStore(scope)
            switch try await store.reserve(key) {
            case .fresh:
                let reply = try await work(scope)
                try await store.keep(JSONB(encoding: reply), for: key)
                return reply
            case .answered(let stored):
                var reply = try stored.decode(Reply.self)
                reply.headers["Idempotency-Replayed"] = "true"
                return reply
            case .conflicting:
                throw Problem(
                    422,
                    "idempotency_key_reused",
                    "Idempotency key reused",
                    detail: "This key was used for another request."
                )
            }
        }
        services.changed(principal.property)
        return reply
    }

    private func idempotencyKey() throws -> IdempotencyStore.Key? {
        guard request.method == .post, let word = request.headers[.idempotencyKey] else { return nil }
        guard (1...255).contains(word.unicodeScalars.count), !word.utf8.contains(0) else {
            throw Problem(400, "invalid_idempotency_key", "Invalid idempotency key", detail: "1 to 255 characters.")
        }
        // Keyed: a body may hold a password, and a plain hash of it would be quick to guess at.
        let asked = services.box.fingerprint(Array("\(request.method.rawValue) \(request.uri)\n".utf8) + body)
        return IdempotencyStore.Key(
            principal: principal.key,
            word: word,
            requestHash: Bytes(asked)
        )
    }
}
