import Domain
import Foundation
import Sessions
import Store
import TestSupport

/// The people of the hotel, and what shows who they are.
extension PeopleUnderTest {
    /// Cheap: tests are not about how slow scrypt is.
    static let passwordCost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    /// Adds somebody to the staff who signs in with ``password``.
    @discardableResult
    func hire(
        _ role: StaffRole,
        email: String? = nil,
        name: String? = nil,
        at property: PropertyID? = nil
    ) async throws -> (id: StaffID, email: String) {
        let email = email ?? "\(role.rawValue).\(UUID().uuidString.lowercased())@hotel.test"
        let person = NewStaffMember(
            email: email,
            name: name ?? "Test \(role.rawValue)",
            role: role,
            passwordHash: try await sessions.passwords.hash(Self.password)
        )
        let id = try await database.change(at: property ?? hotel.property) { scope in
            try await StaffStore(scope).add(person, by: "system:test")
        }
        return (id, email)
    }

    /// Gives somebody who works elsewhere a role at the hotel, as the operator may.
    func share(_ email: String, as role: StaffRole = .manager, passwordHash: String?) async throws {
        try await SharedStaff(database.router).share(
            email: email,
            with: hotel.property,
            role: role,
            passwordHash: passwordHash,
            by: "system:test"
        )
    }

    /// What everybody hired by ``hire(_:email:name:at:)`` signs in with.
    static let password = "correct horse battery"

    /// A token of a real session: somebody is hired and signs in.
    func realToken(for role: StaffRole, at property: PropertyID? = nil) async throws -> String {
        let person = try await hire(role, at: property)
        return try await sessions.signIn(email: person.email, password: Self.password, address: "test").accessToken
    }

    /// A token of a member of staff at a hotel.
    func token(for role: StaffRole, at property: PropertyID? = nil, staff: StaffID = StaffID(UUID.version7())) -> String
    {
        tokens.add(
            Principal(
                identity: .staff(staff, session: SessionID(UUID.version7()), generation: 1),
                property: property ?? hotel.property,
                permissions: role.permissions,
                role: role,
                name: "Test \(role.rawValue)"
            )
        )
    }
}
