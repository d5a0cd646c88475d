import Channels
import Domain
import Foundation
import Hummingbird
import Postgres
import Store

/// An endpoint, as it is answered. Its credentials are not part of any answer.
struct EndpointView: Encodable, Sendable {
    var id: EndpointID
    var channel: ChannelKind
    var provider: String
    var address: String
    var displayName: String
    var enabled: Bool
    var welcome: String?
    var accumulationMs: Int?
    var hasCredentials: Bool
    var pausedUntil: Date?
    var pausedReason: String?
    var generation: Int
    var createdAt: Date

    init(_ details: EndpointDetails) {
        id = details.id
        channel = details.channel
        provider = details.provider
        address = details.address
        displayName = details.displayName
        enabled = details.isEnabled
        welcome = details.welcome
        accumulationMs = details.accumulationMs
        hasCredentials = details.hasCredentials
        pausedUntil = details.pausedUntil
        pausedReason = details.pausedReason
        generation = details.generation
        createdAt = details.createdAt
    }
}

extension AdminRoutes {
    func addEndpoints(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/endpoints", needs: .readSettings) { call in
            var query = call.query()
            let limit = query.limit()
            let cursor = query.cursor(parts: 2)
            try query.finish()
            let last = cursor.map { (provider: $0.parts[0], address: $0.parts[1]) }
            let rows = try await EndpointDesk(call.scope).list(after: last, limit: limit + 1)
            return try Page(rows, limit: limit, item: EndpointView.init) { PageCursor([$0.provider, $0.address]) }
                .reply(to: call.request)
        }
        routes.on(.get, "/api/v1/endpoints/{id}", needs: .readSettings) { call in
            try call.query().finish()
            guard let found = try await EndpointDesk(call.scope).find(try call.id()) else { throw Problem.notFound }
            return try .json(EndpointView(found), version: found.generation)
        }
        addEndpointChanges(to: routes)
    }

    private func addEndpointChanges(to routes: StaffRoutes) {
        let box = box
        routes.on(.post, "/api/v1/endpoints", needs: .writeEndpoints) { call in
            try call.query().finish()
            var fields = try call.fields()
            var endpoint = NewEndpoint(
                property: call.principal.property,
                channel: fields.word("channel", or: ChannelKind.web),
                provider: fields.string("provider", 1...64),
                address: fields.string("address", 1...320)
            )
            endpoint.displayName = fields.optionalString("displayName", 0...200) ?? ""
            endpoint.welcome = fields.optionalString("welcome", 1...4000)
            endpoint.accumulation = Self.accumulation(&fields).map { .milliseconds($0) }
            let secrets = Self.credentials(&fields)
            if secrets != nil, endpoint.provider == RelayChannel.providerName { Self.refuseRelay(&fields) }
            try fields.finish()
            let wanted = endpoint
            return try await call.change { scope in
                let id = EndpointID(UUID.version7())
                let sealed = try Self.sealed(secrets, id, box)
                let made = try await EndpointDesk(scope).add(id, wanted, credentials: sealed)
                try await scope.keep(AuditNote(by: call.principal, "endpoint.added", "endpoint:\(id)"))
                return try .json(
                    EndpointView(made),
                    status: 201,
                    version: made.generation,
                    location: "/api/v1/endpoints/\(id)"
                )
            }
        }
        routes.on(.patch, "/api/v1/endpoints/{id}", needs: .writeEndpoints) { call in
            try call.query().finish()
            let id: EndpointID = try call.id()
            var fields = try call.fields()
            var change = EndpointChange()
            change.displayName = fields.changedString("displayName", 0...200)
            change.isEnabled =
                fields.has("enabled") ? fields.optionalBoolean("enabled", isRequired: true) : nil
            change.welcome = fields.patch("welcome") { $0.optionalString("welcome", 1...4000) }
            change.accumulationMs = fields.patch("accumulationMs") { Self.accumulation(&$0) }
            let secrets = Self.credentials(&fields)
            if secrets != nil, try await EndpointDesk(call.scope).find(id)?.provider == RelayChannel.providerName {
                Self.refuseRelay(&fields)
            }
            try fields.finish(changing: change.names + (secrets == nil ? [] : ["credentials"]))
            change.credentials = try Self.sealed(secrets, id, box)
            let wanted = change
            let version = try call.expectedVersion()
            return try await call.change { scope in
                let changed = try await EndpointDesk(scope).change(id, wanted, expecting: version)
                try await scope.keep(
                    AuditNote(by: call.principal, "endpoint.changed", "endpoint:\(id)", fields: wanted.names)
                )
                return try .json(EndpointView(changed), version: changed.generation)
            }
        }
    }

    private static func accumulation(_ fields: inout FieldReader) -> Int? {
        guard let wait = fields.optionalInteger("accumulationMs", 0...3000) else { return nil }
        if wait != 0, wait < 200 { fields.refuse("accumulationMs", "must be 0 or from 200 to 3000") }
        return wait
    }

    /// A channel service's credentials have an address in them, which is looked at from where it will be used.
    private static func refuseRelay(_ fields: inout FieldReader) {
        fields.refuse("credentials", "a channel service's are set with `concierge endpoint credentials`")
    }

    private static func credentials(_ fields: inout FieldReader) -> EndpointCredentials? {
        fields.optionalObject("credentials") { fields in
            EndpointCredentials(
                accessToken: fields.optionalString("accessToken") ?? "",
                appSecrets: fields.optionalStrings("appSecrets", count: 0...2, length: 1...4096) ?? [],
                verifyToken: fields.optionalString("verifyToken") ?? "",
                accountID: fields.optionalString("accountId", 1...320)
            )
        }
    }

    private static func sealed(_ credentials: EndpointCredentials?, _ id: EndpointID, _ box: SecretBox) throws -> Bytes?
    {
        guard let credentials else { return nil }
        return Bytes(
            try box.seal(Array(try JSONEncoder().encode(credentials)), for: .endpointCredentials, row: id.rawValue)
        )
    }
}
