import Domain
import Testing

@Suite struct PhoneTests {
    @Test(arguments: [
        ("+15005550006", "+15005550006"),
        ("15005550006", "+15005550006"),
        ("+1 (500) 555-0006", "+15005550006"),
        ("+1.500.555.0006", "+15005550006"),
        ("  0049 30 / 901820 ", "+4930901820"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("0044 (0) 20 7946 0000", "+442079460000"),
        ("\u{202A}+49\u{A0}30\u{2011}901820\u{202C}", "+4930901820"),
        ("＋４９３０９０１８２０", "+4930901820"),
        ("+٩٦٦٥٠١٢٣٤٥٦٧", "+966501234567"),
        ("+6834000", "+6834000"),
        ("+123456789012345", "+123456789012345"),
    ])
    func `whatever way it is written, it is one number`(text: String, number: String) throws {
        #expect(try IdentityNormaliser.phone(text) == GuestIdentity(kind: .phone, value: number))
    }

    @Test(arguments: [
        ("1", "(500) 555-0006", "+15005550006"),
        ("1", "1 500 555 0006", "+15005550006"),
        ("49", "030 901820", "+4930901820"),
        ("+49", "+1 500 555 0006", "+15005550006"),
        ("0049", "001 500 555 0006", "+15005550006"),
        ("44", "020 7946 0000", "+442079460000"),
        ("39", "06 698 123 45", "+390669812345"),
        ("7", "8 (916) 123-45-67", "+79161234567"),
        ("7", "800 555-35-35", "+78005553535"),
        ("39", "(0)6 698 123 45", "+390669812345"),
        ("36", "06 30 123 4567", "+36301234567"),
        ("34", "912 345 678", "+34912345678"),
    ])
    func `a number as dialled at home is completed`(country: String, text: String, number: String) throws {
        let code = try #require(CallingCode(country))
        #expect(try IdentityNormaliser.phone(text, country: code).value == number)
    }

    @Test(arguments: [
        ("", IdentityError.empty),
        ("  \u{200F} ", .empty),
        ("+", .empty),
        ("+123456", .tooShort),
        ("72345", .tooShort),
        ("+1234567890123456", .tooLong),
        (String(repeating: "7", count: 100_000), .tooLong),
        ("030 901820", .malformed),
        ("+0 30 901820", .malformed),
        ("49+30901820", .malformed),
        ("++4930901820", .malformed),
        ("HOTEL", .unexpectedCharacter),
        ("+1500555000six", .unexpectedCharacter),
        ("+15005550006\r\nBcc: x", .unexpectedCharacter),
        ("+1500\u{0}5550006", .unexpectedCharacter),
        ("📞+15005550006", .unexpectedCharacter),
        ("+1500555000⁶", .unexpectedCharacter),
    ])
    func `what is no number is refused with its reason`(text: String, reason: IdentityError) {
        #expect(throws: reason) { try IdentityNormaliser.phone(text) }
    }

    @Test(arguments: ["", "0", "+", "1234", "4a", "٤٩", "+-1", "000"])
    func `what is no calling code is none`(text: String) {
        #expect(CallingCode(text) == nil)
    }

    @Test func `a normalised number stays as it is`() throws {
        let once = try IdentityNormaliser.phone("0044 (0)20 7946-0000")
        #expect(try IdentityNormaliser.phone(once.value) == once)
        #expect(try IdentityNormaliser.phone(once.value, country: CallingCode("49")) == once)
    }
}
