package import Domain
package import Foundation
package import Store

/// A guest with a phone, and perhaps a user id beside it.
package struct Guest: Sendable {
    package let identities: [GuestIdentity]
    package var name: String?

    /// The guest with this number.
    package init(_ number: Int, name: String? = "Ada") {
        identities = [GuestIdentity(kind: .phone, value: "+1500\(5_550_000 + number)")]
        self.name = name
    }

    /// A guest known by several names, the one to answer to first.
    package init(identities: [GuestIdentity], name: String? = "Ada") {
        self.identities = identities
        self.name = name
    }

    /// A message of theirs, as the channel hands it in; each has a provider's id of its own unless one is given.
    package func writes(
        _ text: String,
        to hotel: Hotel,
        id: String? = "wamid.\(UUID().uuidString)",
        sentAt: Date? = nil,
        kind: ContentKind = .text,
        raw: String = "{}",
        triage: MessageTriage = MessageTriage()
    ) -> IngestItem {
        IngestItem(
            InboundMessage(
                provider: "whatsapp",
                endpointAddress: "1",
                senders: identities,
                senderName: name,
                providerMessageID: id,
                kind: kind,
                text: text,
                sentAt: sentAt,
                raw: raw
            ),
            endpoint: hotel.endpoint,
            triage: triage
        )
    }
}
