import Domain
import Foundation
import Store

/// An endpoint, as it is answered. Its credentials are not part of any answer.
struct EndpointView: Encodable, Sendable {
    /// Whether guests' words are taken, and what is said there sent.
    enum State: String, Encodable { case enabled, draining, disabled }

    var id: EndpointID
    var channel: ChannelKind
    var provider: String
    var address: String
    var displayName: String
    var enabled: Bool
    var state: State
    var closedAt: Date?
    var welcome: String?
    var origins: [String]
    var accumulationMs: Int?
    var hasCredentials: Bool
    var retiringUntil: Date?
    var pausedUntil: Date?
    var pausedReason: String?
    var generation: Int
    var createdAt: Date
    var health: EndpointHealthView?

    init(_ details: EndpointDetails, _ health: EndpointHealth? = nil) {
        id = details.id
        channel = details.channel
        provider = details.provider
        address = details.address
        displayName = details.displayName
        enabled = details.isEnabled
        state = details.isEnabled ? .enabled : details.isDraining ? .draining : .disabled
        closedAt = details.closedAt
        welcome = details.welcome
        origins = details.origins
        accumulationMs = details.accumulationMs
        hasCredentials = details.hasCredentials
        retiringUntil = details.retiringUntil
        pausedUntil = details.pausedUntil
        pausedReason = details.pausedReason
        generation = details.generation
        createdAt = details.createdAt
        self.health = health.map(EndpointHealthView.init)
    }
}

/// How it stands with an endpoint, as it is answered.
struct EndpointHealthView: Encodable, Sendable {
    struct Failure: Encodable {
        var at: Date
        /// The program's word for it.
        var `class`: String?
        /// The provider's.
        var code: String?
    }

    var lastInboundAt: Date?
    var lastDeliveryAt: Date?
    var lastFailure: Failure?
    var waiting: Int
    var oldestWaitingAt: Date?
    var kept: Int

    init(_ health: EndpointHealth) {
        lastInboundAt = health.lastInboundAt
        lastDeliveryAt = health.lastDeliveryAt
        lastFailure = health.lastFailureAt.map {
            Failure(at: $0, class: health.lastFailureClass, code: health.lastFailureCode)
        }
        waiting = health.waiting
        oldestWaitingAt = health.oldestWaitingAt
        kept = health.kept
    }
}
