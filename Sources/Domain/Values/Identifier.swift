package import Foundation

/// A UUID that knows what it identifies, so that a guest's id cannot be passed for a conversation's.
package struct Identifier<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The plain UUID, as stored and as shown to API callers.
    package let rawValue: UUID

    /// Wraps a stored or received UUID.
    package init(_ rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// Reads the canonical text form in either case; nil when it is not a UUID.
    package init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)) else { return nil }
        rawValue = uuid
    }

    /// The lowercase text form, as PostgreSQL prints it.
    package var description: String { rawValue.uuidString.lowercased() }

    /// Orders as PostgreSQL orders `uuid`: by bytes. Lock order depends on it.
    package static func < (left: Self, right: Self) -> Bool {
        left.description < right.description
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        rawValue = try UUID(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try description.encode(to: encoder)
    }
}

/// The things that have identifiers. Never instantiated.
package enum Entity {
    package enum Property {}
    package enum Department {}
    package enum Endpoint {}
    package enum Guest {}
    package enum Conversation {}
    package enum Message {}
    package enum Turn {}
    package enum Delivery {}
    package enum Task {}
    package enum Staff {}
    package enum KnowledgeEntry {}
    package enum Receipt {}
    package enum Session {}
    package enum APIKey {}
    package enum GuestSession {}
    package enum Stay {}
    package enum Note {}
    package enum Notification {}
}

package typealias PropertyID = Identifier<Entity.Property>
package typealias DepartmentID = Identifier<Entity.Department>
package typealias EndpointID = Identifier<Entity.Endpoint>
package typealias GuestID = Identifier<Entity.Guest>
package typealias ConversationID = Identifier<Entity.Conversation>
package typealias MessageID = Identifier<Entity.Message>
package typealias TurnID = Identifier<Entity.Turn>
package typealias DeliveryID = Identifier<Entity.Delivery>
package typealias TaskID = Identifier<Entity.Task>
package typealias StaffID = Identifier<Entity.Staff>
package typealias KnowledgeEntryID = Identifier<Entity.KnowledgeEntry>
package typealias ReceiptID = Identifier<Entity.Receipt>
package typealias SessionID = Identifier<Entity.Session>
package typealias APIKeyID = Identifier<Entity.APIKey>
package typealias GuestSessionID = Identifier<Entity.GuestSession>
package typealias StayID = Identifier<Entity.Stay>
package typealias NoteID = Identifier<Entity.Note>
package typealias NotificationID = Identifier<Entity.Notification>
