import Crypto
import Foundation
import JWTKit
import Logging
import Postgres
import Store
import Synchronization

/// The keys of access tokens: rows that all nodes share, read into a snapshot that a verification looks into without
/// waiting for anybody.
final class SigningKeyring: Sendable {
    private struct Signer {
        let kid: String
        let keys: JWTKeyCollection
    }

    private struct State {
        var verifying: [String: Curve25519.Signing.PublicKey] = [:]
        var signer: Signer?
        /// When an unknown `kid` last made us read the table.
        var askedAt: ContinuousClock.Instant?
        var reading: Task<Void, any Error>?
    }

    private let state = Mutex(State())
    private let store: SigningKeyStore
    private let box: SecretBox
    private let lifetime: Duration
    private let logger: Logger

    init(store: SigningKeyStore, box: SecretBox, lifetime: Duration, logger: Logger) {
        self.store = store
        self.box = box
        self.lifetime = lifetime
        self.logger = logger
    }

    /// Signs a token with the newest key, which is made when there is none.
    func sign(_ token: AccessToken) async throws -> String {
        let signer = try await signer()
        return try await signer.keys.sign(token, kid: JWKIdentifier(string: signer.kid))
    }

    /// The key of a `kid`; nil when there is none. An unknown one may be another node's newest: the table is read again,
    /// at most once a second, whatever strangers make up.
    func key(_ kid: String) async throws -> Curve25519.Signing.PublicKey? {
        if let key = state.withLock({ $0.verifying[kid] }) { return key }
        let reading = state.withLock { state in
            // Of many that come at once with a new key's tokens one reads, and all wait for it.
            if let reading = state.reading { return reading as Task? }
            if let askedAt = state.askedAt, .now - askedAt < .seconds(1) { return nil }
            state.askedAt = .now
            let task = Task {
                defer { self.state.withLock { $0.reading = nil } }
                try await self.read()
            }
            state.reading = task
            return task
        }
        try await reading?.value
        return state.withLock { $0.verifying[kid] }
    }

    /// Reads the table again; retired keys go, and new ones come.
    func read() async throws {
        let records = try await store.all()
        var verifying: [String: Curve25519.Signing.PublicKey] = [:]
        var newest: Signer?
        for record in records {
            guard let key = open(record) else {
                logger.warning("a signing key does not open", metadata: ["kid": "\(record.id)"])
                continue
            }
            let kid = record.id.uuidString.lowercased()
            verifying[kid] = key.publicKey
            if record.maySign, newest == nil {
                let keys = JWTKeyCollection()
                await keys.add(eddsa: EdDSA.PrivateKey(backing: key), kid: JWKIdentifier(string: kid))
                newest = Signer(kid: kid, keys: keys)
            }
        }
        state.withLock { state in
            state.verifying = verifying
            state.signer = newest
        }
    }

    private func signer() async throws -> Signer {
        if let signer = state.withLock({ $0.signer }) { return signer }
        try await read()
        if let signer = state.withLock({ $0.signer }) { return signer }
        try await store.add(lifetime: lifetime) { stored in
            // Another node may have been first; a key that does not open here is of no use here.
            guard !stored.contains(where: { $0.maySign && open($0) != nil }) else { return nil }
            let key = Curve25519.Signing.PrivateKey()
            let id = UUID()
            return SigningKeyRecord(
                id: id,
                publicKey: Bytes(key.publicKey.rawRepresentation),
                sealedPrivateKey: Bytes(try box.seal(Array(key.rawRepresentation), for: .signingKey, row: id))
            )
        }
        try await read()
        guard let signer = state.withLock({ $0.signer }) else {
            throw PostgresError(.decoding, "no signing key of the database opens with this secrets.key")
        }
        return signer
    }

    /// Only a key that was sealed with our own secret is believed: whoever can write the table alone forges nothing.
    private func open(_ record: SigningKeyRecord) -> Curve25519.Signing.PrivateKey? {
        guard let bytes = try? box.open(record.sealedPrivateKey.array, for: .signingKey, row: record.id),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes),
            Array(key.publicKey.rawRepresentation) == record.publicKey.array
        else { return nil }
        return key
    }
}
