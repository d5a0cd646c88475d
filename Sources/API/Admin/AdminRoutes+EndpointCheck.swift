import Channels
import Domain
import Hummingbird
import Postgres
import Routing
import Store

/// What came of asking a provider, as it is answered. No secret is part of it, nor anything a provider said in words.
struct EndpointCheckView: Encodable, Sendable {
    enum Result: String, Encodable { case ok, failed, untested }

    var result: Result
    var reason: String?
    /// The provider's own code.
    var code: String?

    init(_ check: CredentialsCheck) {
        switch check {
        case .works: result = .ok
        case .untested: result = .untested
        case .failed(let why, let providerCode): (result, reason, code) = (.failed, why.rawValue, providerCode)
        }
    }
}

extension AdminRoutes {
    func addEndpointCheck(to routes: StaffRoutes) {
        let router = router
        routes.on(.post, "/api/v1/endpoints/{id}/test", needs: .writeEndpoints) { call in
            try call.query().finish()
            let id: EndpointID = try call.id()
            try call.optionalFields().finish()
            guard let found = try await EndpointDesk(call.scope).find(id) else { throw Problem.notFound }
            // Nothing is held while the provider thinks.
            let check = try await Problem.unlessStored { try await router.check(id, generation: found.generation) }
            guard let check else { throw Problem.notFound }
            let view = EndpointCheckView(check)
            return try await call.change { scope in
                try await scope.keep(AuditNote(by: call.principal, "endpoint.tested", "endpoint:\(id)"))
                return try .json(view)
            }
        }
    }
}
