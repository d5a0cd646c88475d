import Domain
import Testing

@Suite struct WhatsAppUserTests {
    @Test(arguments: ["US.13491208655302741918", "DE.ENT.11815799212886844830", "GB.aB3"])
    func `a business-scoped user id is kept as given`(id: String) throws {
        #expect(try IdentityNormaliser.whatsappUser(" \(id)\n") == GuestIdentity(kind: .whatsappUser, value: id))
    }

    @Test(
        arguments: [
            ("", IdentityError.empty),
            ("15005550006", .malformed),
            ("us.123", .malformed),
            ("USA.123", .malformed),
            ("US.", .malformed),
            ("US.ENT", nil),
            ("US.X.123", .malformed),
            ("US.12 3", .unexpectedCharacter),
            ("US.１２３", .unexpectedCharacter),
            ("US." + String(repeating: "1", count: 128), nil),
            ("US." + String(repeating: "1", count: 129), .tooLong),
        ] as [(String, IdentityError?)]
    )
    func `what is none is refused with its reason`(text: String, reason: IdentityError?) throws {
        if let reason {
            #expect(throws: reason) { try IdentityNormaliser.whatsappUser(text) }
        } else {
            #expect(try IdentityNormaliser.whatsappUser(text).value == text)
        }
    }

    @Test func `no text whatever makes any of them crash, and what they accept they accept again`() {
        let normalisers: [(String) throws -> GuestIdentity] = [
            { try IdentityNormaliser.phone($0) }, IdentityNormaliser.email, IdentityNormaliser.whatsappUser,
        ]
        var generator = SplitMix(state: 42)
        for _ in 0..<20_000 {
            let text = randomText(using: &generator)
            for normalise in normalisers {
                guard let identity = try? normalise(text) else { continue }
                #expect((try? normalise(identity.value)) == identity, "\(text.debugDescription)")
            }
        }
    }
}

/// A short text in which letters, digits, separators and any scalar at all are mixed.
func randomText(using generator: inout SplitMix) -> String {
    let common = Array("0123456789+-(). @aZß.ENTUS\u{301}\u{200D}\r\n\u{0}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...24, using: &generator) {
        if Int.random(in: 0..<8, using: &generator) > 0 {
            text.append(common[Int.random(in: 0..<common.count, using: &generator)])
        } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)) {
            text.append(scalar)
        }
    }
    return String(text)
}
