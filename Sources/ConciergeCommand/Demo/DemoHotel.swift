package import Foundation

/// The hotel that comes with the program, as read from its JSON files; loading it into a database is done elsewhere.
package struct DemoHotel: Sendable, Hashable {
    /// The house itself, what it knows, and who stays there.
    package var property: DemoProperty
    package var knowledge: [DemoKnowledgeEntry]
    package var guests: [DemoGuest]

    /// Reads `property.json`, `knowledge.json` and `guests.json`.
    ///
    /// - Parameter directory: the folder that holds them.
    /// - Throws: when a file is missing or is not what it should be.
    package static func load(from directory: URL) throws -> DemoHotel {
        DemoHotel(
            property: try read("property", from: directory),
            knowledge: try read("knowledge", from: directory),
            guests: try read("guests", from: directory)
        )
    }

    private static func read<Value: Decodable>(_ name: String, from directory: URL) throws -> Value {
        let file = directory.appending(path: "\(name).json")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    }
}

/// The demo hotel's house.
package struct DemoProperty: Sendable, Hashable, Decodable {
    /// A department that tasks can go to.
    package struct Department: Sendable, Hashable, Decodable {
        /// As tasks name it, and as people do.
        package var slug: String
        package var name: String
    }

    /// A room.
    package struct Room: Sendable, Hashable, Decodable {
        /// On the door, for example `412`.
        package var number: String
        package var floor: Int
        /// For example `suite`.
        package var type: String
    }

    /// Its name, and the short one that addresses are made of.
    package var name: String
    package var slug: String
    /// An IANA time zone, and a language code.
    package var timezone: String
    package var locale: String
    package var departments: [Department]
    package var rooms: [Room]
}

/// Something the demo hotel has written down for its guests.
package struct DemoKnowledgeEntry: Sendable, Hashable, Decodable {
    /// The subject, and the answer as a guest may read it.
    package var title: String
    package var body: String
    /// A two-letter code.
    package var language: String
    /// For example `dining`.
    package var category: String
    /// Other words guests use for it.
    package var keywords: [String]
}

/// A guest of the demo hotel: made up, with a number nobody can be called at.
package struct DemoGuest: Sendable, Hashable, Decodable {
    /// A stay, in days from the day it is loaded; negative is the past.
    package struct Stay: Sendable, Hashable, Decodable {
        /// Missing until one is assigned.
        package var room: String?
        package var arrivalInDays: Int
        package var departureInDays: Int
        /// `expected`, `in_house` or `checked_out`.
        package var status: String
        /// What the guest would quote.
        package var confirmation: String
    }

    package var name: String
    /// A two-letter code.
    package var language: String
    /// In E.164 form, and an address in a reserved domain.
    package var phone: String
    package var email: String
    package var vip: Bool
    package var preferences: [String]
    package var stays: [Stay]
}
