import Domain
import Testing

@Suite struct EmailTests {
    @Test(arguments: [
        ("Ada@Example.COM", "ada@example.com"),
        ("  ada@example.com\r\n", "ada@example.com"),
        ("ada+spa@example.com", "ada+spa@example.com"),
        ("o'hara_x-1@mail.example.co.uk", "o'hara_x-1@mail.example.co.uk"),
        ("JOSE\u{301}@example.com", "jos\u{E9}@example.com"),
        ("info@MÜNCHEN.example", "info@m\u{FC}nchen.example"),
        ("guest@localhost", "guest@localhost"),
    ])
    func `one address however it was typed`(text: String, address: String) throws {
        let identity = try IdentityNormaliser.email(text)
        #expect(identity.kind == .email)
        // By bytes, as PostgreSQL compares: to Swift, composed and decomposed are equal anyway.
        #expect(Array(identity.value.utf8) == Array(address.utf8))
    }

    @Test(arguments: [
        ("", IdentityError.empty),
        ("\t\n ", .empty),
        ("ada", .malformed),
        ("@example.com", .malformed),
        ("ada@", .malformed),
        ("ada@x@example.com", .malformed),
        (".ada@example.com", .malformed),
        ("ada..b@example.com", .malformed),
        ("ada@example..com", .malformed),
        ("ada@-example.com", .malformed),
        ("ada@exa_mple.com", .malformed),
        ("ada@example.com\r\nBcc: all@example.com", .unexpectedCharacter),
        ("ada\n@example.com", .unexpectedCharacter),
        ("ada \u{200B}@example.com", .unexpectedCharacter),
        ("ada\u{0}@example.com", .unexpectedCharacter),
        ("Ada <ada@example.com>", .unexpectedCharacter),
        ("\"a b\"@example.com", .unexpectedCharacter),
        ("ada@[127.0.0.1]", .unexpectedCharacter),
        (String(repeating: "a", count: 65) + "@example.com", .tooLong),
        ("a@" + String(repeating: "example.", count: 40) + "com", .tooLong),
        (String(repeating: "a@", count: 500_000), .tooLong),
    ])
    func `what is no address is refused with its reason`(text: String, reason: IdentityError) {
        #expect(throws: reason) { try IdentityNormaliser.email(text) }
    }
}
