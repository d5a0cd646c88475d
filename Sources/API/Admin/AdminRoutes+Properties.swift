import Domain
import Foundation
import Hummingbird
import Store

/// A hotel, as it is answered.
struct PropertyView: Encodable, Sendable {
    struct Settings: Encodable, Sendable {
        struct Limit: Encodable, Sendable {
            var maxRequests: Int
            var windowMs: Int
        }

        var reopenWindowMs: Int?
        var rateLimit: Limit?
        var escalationThreshold: Double?
    }

    var id: PropertyID
    var slug: String
    var name: String
    var timezone: String
    var locale: String
    var settings: Settings
    var isDemo: Bool
    var createdAt: Date

    init(_ details: PropertyDetails) {
        id = details.id
        slug = details.slug
        name = details.name
        timezone = details.timezone
        locale = details.locale
        settings = Settings(
            reopenWindowMs: details.settings.reopenWindowMs,
            rateLimit: details.settings.rateLimit.map {
                Settings.Limit(maxRequests: $0.maxRequests, windowMs: $0.windowMs)
            },
            escalationThreshold: details.settings.escalationThreshold
        )
        isDemo = details.isDemo
        createdAt = details.createdAt
    }
}

extension AdminRoutes {
    func addProperties(to routes: StaffRoutes) {
        routes.on(.get, "/api/v1/properties", needs: .readSettings) { call in
            var query = call.query()
            let limit = query.limit()
            // There is one, the caller's own: a cursor of this list was never given out.
            _ = query.cursor(parts: 1)
            try query.finish()
            let own = try await PropertyDesk(call.scope).find(call.principal.property)
            return try Page(items: (own.map { [$0] } ?? []).prefix(limit).map(PropertyView.init))
                .reply(to: call.request)
        }
        routes.on(.get, "/api/v1/properties/{id}", needs: .readSettings) { call in
            try call.query().finish()
            guard let found = try await PropertyDesk(call.scope).find(try call.id()) else { throw Problem.notFound }
            return try .json(PropertyView(found), version: found.version)
        }
        routes.on(.patch, "/api/v1/properties/{id}", needs: .writeProperty) { call in
            try call.query().finish()
            let id: PropertyID = try call.id()
            var fields = try call.fields()
            let change = Self.propertyChange(&fields)
            try fields.finish(changing: change.names)
            let version = try call.expectedVersion()
            return try await call.change { scope in
                let changed = try await PropertyDesk(scope).change(id, change, expecting: version)
                try await scope.keep(
                    AuditNote(by: call.principal, "property.changed", "property:\(id)", fields: change.names)
                )
                return try .json(PropertyView(changed), version: changed.version)
            }
        }
    }

    private static func propertyChange(_ fields: inout FieldReader) -> PropertyChange {
        var change = PropertyChange()
        change.name = fields.changedString("name", 1...200)
        change.timezone = fields.changedString("timezone", 1...64)
        fields.require("timezone", change.timezone, "must be an IANA time zone, such as Europe/Lisbon") { name in
            name == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(name)
        }
        change.locale = fields.changedString("locale", 2...8)
        fields.require("locale", change.locale, "must be a language, such as en or pt-BR") { name in
            name.wholeMatch(of: /[a-z]{2,3}(-[A-Z]{2})?/) != nil
        }
        fields.optionalObject("settings") { settings in
            change.reopenWindowMs = settings.patch("reopenWindowMs") {
                $0.optionalInteger("reopenWindowMs", 0...2_592_000_000)
            }
            change.escalationThreshold = settings.patch("escalationThreshold") {
                $0.optionalNumber("escalationThreshold", 0...1)
            }
            change.rateLimit = settings.patch("rateLimit") { settings in
                var limit: RateLimit?
                settings.optionalObject("rateLimit") { fields in
                    let most = fields.optionalInteger("maxRequests", 1...100_000, isRequired: true)
                    let window = fields.optionalInteger("windowMs", 1000...86_400_000, isRequired: true)
                    if let most, let window { limit = RateLimit(maxRequests: most, windowMs: window) }
                }
                return limit
            }
        }
        return change
    }
}
