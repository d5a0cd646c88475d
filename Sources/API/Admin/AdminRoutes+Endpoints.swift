import Channels
import Domain
import Foundation
import Hummingbird
import Postgres
import Store

extension AdminRoutes {
    func addEndpoints(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/endpoints", needs: .readSettings) { call in
            var query = call.query()
            let limit = query.limit()
            let cursor = query.cursor(parts: 2)
            try query.finish()
            let last = cursor.map { (provider: $0.parts[0], address: $0.parts[1]) }
            let desk = EndpointDesk(call.scope)
            let rows = try await desk.list(after: last, limit: limit + 1)
            let health = try await desk.health(of: rows.map(\.id))
            return try Page(rows, limit: limit) {
                EndpointView($0, health[$0.id] ?? EndpointHealth())
            } cursor: {
                PageCursor([$0.provider, $0.address])
            }
            .reply(to: call.request)
        }
        routes.on(.get, "/api/v1/endpoints/{id}", needs: .readSettings) { call in
            try call.query().finish()
            let desk = EndpointDesk(call.scope)
            guard let found = try await desk.find(try call.id()) else { throw Problem.notFound }
            let health = try await desk.health(of: [found.id])[found.id] ?? EndpointHealth()
            return try .json(EndpointView(found, health), version: found.generation)
        }
        addEndpointChanges(to: routes)
    }

    private func addEndpointChanges(to routes: StaffRoutes) {
        let (admin, box, database) = (self, box, database)
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
            let reply = try await call.change { scope in
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
            await admin.obeyHere(call)
            return reply
        }
        routes.on(.patch, "/api/v1/endpoints/{id}", needs: .writeEndpoints) { call in
            try call.query().finish()
            let id: EndpointID = try call.id()
            var fields = try call.fields()
            var change = EndpointChange()
            change.displayName = fields.changedString("displayName", 0...200)
            change.isEnabled =
                fields.has("enabled") ? fields.optionalBoolean("enabled", isRequired: true) : nil
            change.deliveries =
                fields.has("deliveries") ? fields.optionalWord("deliveries", isRequired: true) : nil
            if change.deliveries != nil, change.isEnabled != false {
                fields.refuse("deliveries", "goes with enabled: false")
            }
            change.accumulationMs = fields.patch("accumulationMs") { Self.accumulation(&$0) }
            let known = try await EndpointDesk(call.scope).find(id)
            let provider = known?.provider
            change.welcome = fields.patch("welcome") { Self.welcome(&$0, on: known?.channel) }
            change.origins = Self.origins(&fields, of: provider)
            let secrets = CredentialsPatch(&fields, of: provider)
            try fields.finish(changing: change.names + (secrets == nil ? [] : ["credentials"]))
            let (asked, version) = (change, try call.expectedVersion())
            let reply = try await call.change { scope in
                let desk = EndpointDesk(scope)
                try await desk.hold(id, expecting: version)
                var wanted = asked
                if let secrets {
                    // Nobody else changes them while it is held.
                    let old = try await EndpointStore(database.router).sealedCredentials(of: id, at: scope.property)
                    wanted.credentials = try secrets.applied(to: old, of: id, box)
                    wanted.endsOverlap = secrets.replacesWhatOthersShow
                }
                let changed = try await desk.change(id, wanted)
                try await scope.keep(
                    AuditNote(by: call.principal, "endpoint.changed", "endpoint:\(id)", fields: wanted.names)
                )
                return try .json(EndpointView(changed), version: changed.generation)
            }
            await admin.obeyHere(call)
            return reply
        }
    }

    /// A greeting is stored with the first word of a guest, as one message.
    private static func welcome(_ fields: inout FieldReader, on channel: ChannelKind?) -> String? {
        guard let text = fields.optionalString("welcome", 1...4000) else { return nil }
        if text.allSatisfy(\.isWhitespace) { fields.refuse("welcome", "must not be blank") }
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
