import Channels
import Domain
import Foundation
import Postgres
import Sessions
import Store

/// Puts the demo hotel into a database; again and again brings it up to date.
struct DemoLoader {
    /// The demo number, as WhatsApp would call it.
    static let whatsAppAddress = "100000000000001"
    /// The demo's web chat: `/chat/demo-web`.
    static let chatKey = "demo-web"
    /// Known to everybody, which is why `serve` refuses to run beside the demo.
    static let credentials = EndpointCredentials(
        accessToken: "demo-access-token",
        appSecrets: ["emulator-app-secret"],
        verifyToken: "demo-verify-token"
    )

    /// Who works there.
    static let staff: [(email: String, name: String, role: StaffRole)] = [
        ("admin@demo.hotel", "Amira Admin", .admin), ("manager@demo.hotel", "Marco Manager", .manager),
        ("desk@demo.hotel", "Dana Desk", .agent), ("viewer@demo.hotel", "Vera Viewer", .viewer),
    ]

    let database: Database
    let box: SecretBox

    /// Loads everything and says what there is.
    func load() async throws -> String {
        let hotel = try DemoHotel.load(from: InstalledFiles.demoFolder())
        let property = try await property(hotel.property)
        try await departments(hotel.property.departments, property)
        let rooms = hotel.property.rooms.map { (number: $0.number, floor: $0.floor, kind: $0.type) }
        try await PropertyStore(database.router).setRooms(rooms, of: property.id)
        try await KnowledgeStore(database.router).add(hotel.knowledge.map(\.entry), to: property.id)
        for guest in hotel.guests { try await GuestStore(database.router).put(guest.newGuest(), in: property.id) }
        try await endpoint(property)
        try await chat(property)
        let password = GeneratedPassword.make()
        try await staff(property, password)
        let signIns = Self.staff.map { "\nstaff sign-in: \($0.email) \(password)" }.joined()
        return "the demo hotel \(property.name) (\(property.slug)) is loaded: \(hotel.property.rooms.count) rooms, "
            + "\(hotel.knowledge.count) entries of knowledge, \(hotel.guests.count) guests, WhatsApp \(Self.whatsAppAddress), "
            + "web chat /chat/\(Self.chatKey)" + signIns
    }

    private func property(_ demo: DemoProperty) async throws -> Property {
        let store = PropertyStore(database.router)
        guard let known = try await store.find(slug: demo.slug) else {
            // Beside the demo `serve` refuses to run: it must not get into a database that serves guests.
            if let real = try await store.list().first(where: { !$0.isDemo }) {
                throw ProgramError("the database holds the hotel \(real.slug); the demo needs a database of its own")
            }
            return try await store.add(
                slug: demo.slug,
                name: demo.name,
                timezone: demo.timezone,
                locale: demo.locale,
                isDemo: true
            )
        }
        guard known.isDemo else {
            throw ProgramError("there is a property \(demo.slug) that is no demo; the demo keeps away from it")
        }
        return known
    }

    private func departments(_ departments: [DemoProperty.Department], _ property: Property) async throws {
        let store = DepartmentStore(database.router)
        let known = Set(try await store.list(of: property.id).map(\.code))
        for department in departments where !known.contains(department.slug) {
            try await store.add(code: department.slug, name: department.name, to: property.id)
        }
    }

    private func chat(_ property: Property) async throws {
        let store = EndpointStore(database.router)
        guard try await store.find(provider: WebChatChannel.providerName, address: Self.chatKey) == nil else { return }
        var endpoint = NewEndpoint(
            property: property.id,
            channel: .web,
            provider: WebChatChannel.providerName,
            address: Self.chatKey
        )
        endpoint.displayName = property.name
        endpoint.welcome = "Welcome to \(property.name)! Ask me anything, or tell me what you need."
        try await store.add(endpoint, box: nil)
    }

    /// One of each role, all with a fresh password: the last run's is nobody's business any more.
    private func staff(_ property: Property, _ password: String) async throws {
        let hash = try await PasswordWorker().hash(password)
        for (email, name, role) in Self.staff {
            try await database.change(at: property.id) { scope in
                let store = StaffStore(scope)
                if let known = try await store.find(email: email) {
                    var change = StaffChange()
                    change.role = role
                    change.isDisabled = false
                    change.passwordHash = hash
                    try await store.change(known.id, change, by: StaffCommands.actor)
                } else {
                    let person = NewStaffMember(email: email, name: name, role: role, passwordHash: hash)
                    _ = try await store.add(person, by: StaffCommands.actor)
                }
            }
        }
    }

    private func endpoint(_ property: Property) async throws {
        let store = EndpointStore(database.router)
        let secrets = Array(try JSONEncoder().encode(Self.credentials))
        if let known = try await store.find(provider: "whatsapp", address: Self.whatsAppAddress) {
            // Sealed anew: the key may be another one than last time.
            try await store.setCredentials(secrets, of: known, box: box)
        } else {
            var endpoint = NewEndpoint(
                property: property.id,
                channel: .whatsapp,
                provider: "whatsapp",
                address: Self.whatsAppAddress
            )
            endpoint.displayName = property.name
            try await store.add(endpoint, credentials: secrets, box: box)
        }
    }
}

extension DemoKnowledgeEntry {
    var entry: KnowledgeEntry {
        KnowledgeEntry(title: title, body: body, language: language, category: category, keywords: keywords)
    }
}

extension DemoGuest {
    fileprivate func newGuest() throws -> NewGuest {
        var guest = NewGuest(
            name: name,
            language: language,
            identities: [try IdentityNormaliser.phone(phone), try IdentityNormaliser.email(email)]
        )
        guest.vip = vip
        guest.profile = try JSONB(encoding: ["preferences": preferences])
        guest.stays = stays.map { stay in
            NewStay(
                room: stay.room,
                arrivalInDays: stay.arrivalInDays,
                departureInDays: stay.departureInDays,
                status: stay.status == "expected" ? "booked" : stay.status,
                confirmation: stay.confirmation
            )
        }
        return guest
    }
}
