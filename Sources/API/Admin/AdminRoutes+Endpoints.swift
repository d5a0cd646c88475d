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
    var origins: [String]
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
        origins = details.origins
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
        let (box, database) = (box, database)
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
            endpoint.welcome = Self.welcome(&fields, on: endpoint.channel)
            endpoint.origins = Self.origins(&fields, of: endpoint.provider) ?? []
            endpoint.accumulation = Self.accumulation(&fields).map { .milliseconds($0) }
            if let channels = KnownProviders.channels(of: endpoint.provider) {
                if !channels.contains(endpoint.channel) { fields.refuse("channel", "is none of this provider's") }
            } else if !endpoint.provider.isEmpty {
                fields.refuse("provider", "is none that this server knows")
            }
            let secrets = CredentialsPatch(&fields, of: endpoint.provider)
            try fields.finish()
            let wanted = endpoint
            return try await call.change { scope in
                let id = EndpointID(UUID.version7())
                let sealed = try secrets?.applied(to: nil, of: id, box)
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
            change.accumulationMs = fields.patch("accumulationMs") { Self.accumulation(&$0) }
            let known = try await EndpointDesk(call.scope).find(id)
            let provider = known?.provider
            change.welcome = fields.patch("welcome") { Self.welcome(&$0, on: known?.channel) }
            change.origins = Self.origins(&fields, of: provider)
            let secrets = CredentialsPatch(&fields, of: provider)
            try fields.finish(changing: change.names + (secrets == nil ? [] : ["credentials"]))
            let (asked, version) = (change, try call.expectedVersion())
            return try await call.change { scope in
                let desk = EndpointDesk(scope)
                try await desk.hold(id, expecting: version)
                var wanted = asked
                if let secrets {
                    // Nobody else changes them while it is held.
                    let old = try await EndpointStore(database.router).sealedCredentials(of: id, at: scope.property)
                    wanted.credentials = try secrets.applied(to: old, of: id, box)
                }
                let changed = try await desk.change(id, wanted)
                try await scope.keep(
                    AuditNote(by: call.principal, "endpoint.changed", "endpoint:\(id)", fields: wanted.names)
                )
                return try .json(EndpointView(changed), version: changed.generation)
            }
        }
    }

    /// A greeting is stored with the first word of a guest, as one message.
    private static func welcome(_ fields: inout FieldReader, on channel: ChannelKind?) -> String? {
        guard let text = fields.optionalString("welcome", 1...4000) else { return nil }
        if let channel, !channel.takesWhole(text) {
            fields.refuse("welcome", "is longer than one message on \(channel.rawValue) may be")
        }
        return text
    }

    private static func accumulation(_ fields: inout FieldReader) -> Int? {
        guard let wait = fields.optionalInteger("accumulationMs", 0...3000) else { return nil }
        if wait != 0, wait < 200 { fields.refuse("accumulationMs", "must be 0 or from 200 to 3000") }
        return wait
    }

    /// Web pages that may hold a chat; only a web chat is held by any.
    private static func origins(_ fields: inout FieldReader, of provider: String?) -> [String]? {
        guard let texts = fields.optionalStrings("origins", count: 0...20, length: 1...300) else { return nil }
        let origins = texts.compactMap(WebOrigin.canonical)
        if origins.count < texts.count { fields.refuse("origins", "must be like https://www.hotel.example") }
        if let provider, provider != WebChatChannel.providerName, !origins.isEmpty {
            fields.refuse("origins", "only a web chat is held by pages")
        }
        return origins
    }
}
