import Crypto
import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Store
import TestSupport

@testable import Sessions

/// A hotel with a staff, and as many nodes as a test wants that share its database.
struct SessionsUnderTest: Sendable {
    let hotel: Hotel
    let database: Store.Database
    let manager: SessionManager

    static let secret = [UInt8](repeating: 7, count: 32)
    static let password = "correct horse battery"

    /// Runs a test in a hotel of its own.
    static func run(
        _ configuration: SessionConfiguration = SessionConfiguration(),
        _ body: (SessionsUnderTest) async throws -> Void
    ) async throws {
        try await Hotel.withOne { hotel in
            let database = Store.Database(hotel.database.configuration, routerConnections: 4, apiConnections: 2)
            do {
                let manager = try Self.manager(database, configuration)
                try await body(SessionsUnderTest(hotel: hotel, database: database, manager: manager))
                await database.shutdown()
            } catch {
                await database.shutdown()
                throw error
            }
        }
    }

    /// Another node beside the first.
    func otherNode(
        _ configuration: SessionConfiguration = SessionConfiguration(),
        secret: [UInt8] = Self.secret
    ) throws -> SessionManager {
        try Self.manager(database, configuration, secret: secret)
    }

    private static func manager(
        _ database: Store.Database,
        _ configuration: SessionConfiguration,
        secret: [UInt8] = Self.secret
    ) throws -> SessionManager {
        var configuration = configuration
        configuration.passwordCost = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        return SessionManager(
            database: database,
            box: try SecretBox(key: secret),
            configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Somebody joins the staff.
    @discardableResult
    func hire(_ role: StaffRole, email: String = "ada@hotel.test", at property: PropertyID? = nil) async throws
        -> StaffID
    {
        let hash = try await manager.passwords.hash(Self.password)
        return try await database.change(at: property ?? hotel.property) { scope in
            try await StaffStore(scope).add(
                NewStaffMember(email: email, name: "Ada", role: role, passwordHash: hash),
                by: "system:test"
            )
        }
    }

    /// Something changes about somebody.
    func change(_ staff: StaffID, at property: PropertyID? = nil, _ edit: (inout StaffChange) -> Void) async throws {
        var change = StaffChange()
        edit(&change)
        let wanted = change
        try await database.change(at: property ?? hotel.property) { scope in
            try await StaffStore(scope).change(staff, wanted, by: "system:test")
        }
    }

    /// Somebody signs in.
    func signIn(
        _ email: String = "ada@hotel.test",
        password: String = Self.password,
        property: String? = nil,
        address: String = "192.0.2.1"
    ) async throws -> SignedIn {
        try await manager.signIn(email: email, password: password, property: property, address: address)
    }

    /// Why a token is refused; nil when it is believed.
    func refusal(_ token: String, by manager: SessionManager? = nil) async throws -> TokenFailure? {
        do {
            _ = try await (manager ?? self.manager).principal(bearer: token)
            return nil
        } catch let failure as TokenFailure {
            return failure
        }
    }
}

/// A key of the hotel's own table, in a test's hands.
struct ForgersKey {
    let id = UUID()
    let key = Curve25519.Signing.PrivateKey()

    /// A token with any header and payload, properly signed.
    func sign(header: String? = nil, payload: String) throws -> String {
        let header = header ?? #"{"alg":"EdDSA","typ":"JWT","kid":"\#(id.uuidString.lowercased())"}"#
        let signed = "\(Data(header.utf8).base64URL).\(Data(payload.utf8).base64URL)"
        return "\(signed).\(try key.signature(for: Data(signed.utf8)).base64URL)"
    }

    /// Puts it among the hotel's, sealed as it should be.
    func install(in test: SessionsUnderTest, secret: [UInt8] = SessionsUnderTest.secret) async throws {
        let sealed = try SecretBox(key: secret).seal(Array(key.rawRepresentation), for: .signingKey, row: id)
        try await test.hotel.run(
            """
            INSERT INTO signing_keys (id, public_key, private_key, retires_at)
            VALUES (\(id), \(Bytes(key.publicKey.rawRepresentation)), \(Bytes(sealed)), now() + interval '1 day')
            """
        )
    }
}
