import Domain
import Foundation
import Hummingbird
import Logging
import Postgres
import Routing
import Store

extension AdminRoutes {
    /// How long a secret that was replaced may be good beside the new one.
    static let longestOverlap = Duration.seconds(7 * 86_400)

    func addEndpointSecrets(to routes: StaffRoutes) {
        addRotation(to: routes)
        let admin = self
        routes.on(.delete, "/api/v1/endpoints/{id}/secrets/retiring", needs: .writeEndpoints) { call in
            try call.query().finish()
            let id: EndpointID = try call.id()
            let version = try call.expectedVersion()
            let reply = try await call.change { scope in
                let desk = EndpointDesk(scope)
                try await desk.hold(id, expecting: version)
                guard let before = try await desk.find(id) else { throw Problem.notFound }
                // What is over already is over.
                guard before.retiringUntil != nil else {
                    return try .json(EndpointView(before), version: before.generation)
                }
                let changed = try await desk.endOverlap(id)
                try await scope.keep(AuditNote(by: call.principal, "endpoint.overlap_ended", "endpoint:\(id)"))
                return try .json(EndpointView(changed), version: changed.generation)
            }
            await admin.obeyHere(call)
            return reply
        }
    }

    private func addRotation(to routes: StaffRoutes) {
        let (admin, box, database) = (self, box, database)
        routes.on(.post, "/api/v1/endpoints/{id}/secrets", needs: .writeEndpoints) { call in
            try call.query().finish()
            let id: EndpointID = try call.id()
            var fields = try call.fields()
            let until = fields.optionalDate("rotateUntil")
            let provider = try await EndpointDesk(call.scope).find(id)?.provider
            let read = CredentialsPatch(&fields, of: provider, isRotation: true)
            if read == nil, provider != nil { fields.refuse("credentials", "must be given") }
            try fields.finish()
            guard let secrets = read else { throw Problem.notFound }
            let version = try call.expectedVersion()
            let reply = try await call.change { scope in
                let desk = EndpointDesk(scope)
                try await desk.hold(id, expecting: version)
                guard let before = try await desk.find(id) else { throw Problem.notFound }
                if let until { try await Self.allowOverlap(until, before, desk) }
                // Nobody else changes them while it is held.
                let old = try await EndpointStore(database.router).sealedCredentials(of: id, at: scope.property)
                let rotated = try secrets.rotated(from: old, of: id, box)
                var retiring: (sealed: Bytes, until: Date)?
                if let until, let sealed = rotated.retiring { retiring = (sealed, until) }
                let changed = try await desk.rotate(id, to: rotated.current, retiring: retiring)
                try await scope.keep(
                    AuditNote(by: call.principal, "endpoint.secrets_rotated", "endpoint:\(id)", fields: secrets.names)
                )
                return try .json(EndpointView(changed), version: changed.generation)
            }
            await admin.obeyHere(call)
            return reply
        }
    }

    /// Lets secrets be good for a while after they were replaced.
    ///
    /// - Throws: ``Problem`` 422 for a moment that is past or too far ahead, 409 while others are good already.
    private static func allowOverlap(_ until: Date, _ before: EndpointDetails, _ desk: EndpointDesk) async throws {
        guard try await desk.isAhead(until, by: longestOverlap) else {
            throw Problem.invalid([.init(pointer: "/rotateUntil", detail: "must be ahead, and by 7 days at most")])
        }
        guard before.retiringUntil == nil else {
            throw Problem(
                409,
                "rotation_under_way",
                "Rotation under way",
                detail: "Older secrets are still good; end that first, or leave out rotateUntil."
            )
        }
    }

    /// Has this node obey a change of an endpoint at once.
    func obeyHere(_ call: StaffCall) async {
        do {
            try await router.endpointsChanged()
        } catch {
            // It is committed; this node hears of it as the others do.
            call.context.logger.warning("the endpoints cannot be read now", metadata: ["error": "\(error)"])
        }
    }
}
