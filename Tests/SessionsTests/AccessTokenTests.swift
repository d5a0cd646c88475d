import Crypto
import Domain
import Foundation
import JWTKit
import Postgres
import Store
import TestSupport
import Testing

@testable import Sessions

/// Access tokens: what is believed, and everything that is not.
@Suite struct AccessTokenTests {
    private func claims(
        _ test: SessionsUnderTest,
        issued: Int = 0,
        lifetime: Int = 600,
        _ changes: [String: String] = [:]
    ) -> String {
        let now = Int(Date().timeIntervalSince1970)
        var fields = [
            "iss": #""concierge""#, "aud": #""concierge-api""#, "sub": "\"\(StaffID(UUID()))\"",
            "sid": "\"\(SessionID(UUID()))\"", "gen": "1", "prop": "\"\(test.hotel.property)\"",
            "role": #""admin""#, "name": #""Mallory""#, "iat": "\(now + issued)", "exp": "\(now + issued + lifetime)",
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        return "{" + fields.map { "\"\($0)\":\($1)" }.sorted().joined(separator: ",") + "}"
    }

    @Test func `A token as it should be is believed, on the very edge of what is in the future`() async throws {
        try await SessionsUnderTest.run { test in
            let key = ForgersKey()
            try await key.install(in: test)
            #expect(try await test.refusal(try key.sign(payload: claims(test))) == nil)
            #expect(try await test.refusal(try key.sign(payload: claims(test, issued: 3))) == nil)
        }
    }

    @Test func `Times that are over, not yet or the wrong way round are refused`() async throws {
        try await SessionsUnderTest.run { test in
            let key = ForgersKey()
            try await key.install(in: test)
            func refusal(_ issued: Int, _ lifetime: Int) async throws -> TokenFailure? {
                try await test.refusal(try key.sign(payload: claims(test, issued: issued, lifetime: lifetime)))
            }
            #expect(try await refusal(-601, 600) == .expired)
            #expect(try await refusal(-600, 600) == .expired)
            #expect(try await refusal(60, 600) == .invalid)
            #expect(try await refusal(0, 0) == .invalid)
            #expect(try await refusal(0, -5) == .invalid)
        }
    }

    @Test func `Claims that are wrong, missing or of another kind are refused`() async throws {
        try await SessionsUnderTest.run { test in
            let key = ForgersKey()
            try await key.install(in: test)
            for change in [
                ["iss": #""somebody""#], ["aud": #""guests""#], ["aud": #"["concierge-api"]"#], ["iss": ""],
                ["sub": #""nobody""#], ["sid": ""], ["gen": #""1""#], ["role": #""owner""#], ["prop": "null"],
                ["exp": ""], ["iat": ""], ["exp": #""tomorrow""#], ["exp": "1e400"],
            ] {
                #expect(try await test.refusal(try key.sign(payload: claims(test, change))) == .invalid, "\(change)")
            }
            for payload in ["", "null", "[]", "{", "\u{0}"] {
                #expect(try await test.refusal(try key.sign(payload: payload)) == .invalid, "\(payload)")
            }
        }
    }

    @Test func `Every algorithm but ours is refused: none, and the public key taken for a secret`() async throws {
        try await SessionsUnderTest.run { test in
            let key = ForgersKey()
            try await key.install(in: test)
            let kid = key.id.uuidString.lowercased()
            let payload = claims(test)
            #expect(try await test.refusal(try key.sign(payload: payload)) == nil)
            for header in [
                #"{"alg":"none","typ":"JWT","kid":"\#(kid)"}"#, #"{"alg":"eddsa","typ":"JWT","kid":"\#(kid)"}"#,
                #"{"alg":"ES256","typ":"JWT","kid":"\#(kid)"}"#, #"{"alg":"EdDSA","kid":"\#(kid)"}"#,
                #"{"alg":"EdDSA","typ":"JWT"}"#, #"{"alg":"EdDSA","typ":"JWT","kid":"\#(kid)","crit":"b64"}"#,
                #"{"alg":"EdDSA","typ":"JWT","kid":"\#(kid)","jku":"https://example.com"}"#,
                #"{"alg":"EdDSA","typ":"JWT","kid":7}"#, "[]", "",
            ] {
                #expect(try await test.refusal(try key.sign(header: header, payload: payload)) == .invalid, "\(header)")
            }
            let unsigned =
                "\(Data(#"{"alg":"none","typ":"JWT","kid":"\#(kid)"}"#.utf8).base64URL)"
                + ".\(Data(payload.utf8).base64URL)."
            #expect(try await test.refusal(unsigned) == .invalid)
            let confused =
                "\(Data(#"{"alg":"HS256","typ":"JWT","kid":"\#(kid)"}"#.utf8).base64URL)"
                + ".\(Data(payload.utf8).base64URL)"
            let code = HMAC<SHA256>.authenticationCode(
                for: Data(confused.utf8),
                using: SymmetricKey(data: key.key.publicKey.rawRepresentation)
            )
            #expect(try await test.refusal("\(confused).\(Data(code).base64URL)") == .invalid)
        }
    }

    @Test func `A key that is unknown, another's, or in the table without our seal signs nothing`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            _ = try await test.signIn()
            let stranger = ForgersKey()
            #expect(try await test.refusal(try stranger.sign(payload: claims(test))) == .invalid)
            let known = ForgersKey()
            try await known.install(in: test)
            let header = #"{"alg":"EdDSA","typ":"JWT","kid":"\#(known.id.uuidString.lowercased())"}"#
            #expect(try await test.refusal(try stranger.sign(header: header, payload: claims(test))) == .invalid)
            // Whoever can write the table alone forges nothing.
            let planted = ForgersKey()
            try await planted.install(in: test, secret: Array(repeating: 8, count: 32))
            #expect(try await test.refusal(try planted.sign(payload: claims(test)), by: test.otherNode()) == .invalid)
        }
    }

    @Test func `A text that was changed anywhere is refused, also where the bytes stay the same`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let token = try await test.signIn().accessToken
            #expect(try await test.refusal(token) == nil)
            let parts = token.split(separator: ".").map(String.init)
            for bad in [
                token + "=", token + ".", "." + token, " " + token, token + "\n", token.replacing(".", with: ".."),
                "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1]).\(parts[2])==",
                "..", "", "x", parts[0] + "=." + parts[1] + "." + parts[2],
                String(repeating: "a", count: 5000), token + String(repeating: "A", count: 4097),
            ] {
                #expect(try await test.refusal(bad) == .invalid, "\(bad)")
            }
            // 64 bytes leave four bits over in the last character: it may not say anything there.
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            let last = try #require(token.last)
            let index = try #require(alphabet.firstIndex(of: last))
            let twin = token.dropLast() + String(alphabet[index ^ 1])
            #expect(try await test.refusal(String(twin)) == .invalid)
            for position in stride(from: 0, to: token.count, by: 7) {
                var letters = Array(token)
                letters[position] = letters[position] == "A" ? "B" : "A"
                #expect(try await test.refusal(String(letters)) == .invalid, "at \(position)")
            }
        }
    }

    @Test func `What we sign another library verifies`() async throws {
        try await SessionsUnderTest.run { test in
            try await test.hire(.agent)
            let token = try await test.signIn().accessToken
            let rows = try await test.hotel.pool.query("SELECT id, public_key FROM signing_keys")
            let row = try #require(rows.first)
            let key = try EdDSA.PublicKey(
                x: Data(try row.get("public_key", as: Bytes.self).array).base64URL,
                curve: .ed25519
            )
            struct Payload: JWTPayload {
                var exp: ExpirationClaim
                var iss: IssuerClaim

                func verify(using algorithm: some JWTAlgorithm) async throws { try exp.verifyNotExpired() }
            }
            let keys = JWTKeyCollection()
            await keys.add(
                eddsa: key,
                kid: JWKIdentifier(string: try row.get("id", as: UUID.self).uuidString.lowercased())
            )
            let payload = try await keys.verify(token, as: Payload.self)
            #expect(payload.iss.value == "concierge")
        }
    }
}
