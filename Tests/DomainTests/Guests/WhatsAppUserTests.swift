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
}
