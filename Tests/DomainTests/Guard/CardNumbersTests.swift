import Domain
import Testing

/// What may not be stored is found however guests write it, and what only looks like it is left alone.
@Suite struct CardNumbersTests {
    @Test(arguments: [
        ("4111111111111111", "************1111"),
        ("my card is 4111 1111 1111 1111, thanks", "my card is **** **** **** 1111, thanks"),
        ("4111-1111-1111-1111", "****-****-****-1111"),
        ("5555.5555.5555.4444", "****.****.****.4444"),
        ("3782 822463 10005", "**** ****** *0005"),
        ("371449635398431", "***********8431"),
        ("3056 930902 5904", "**** ****** 5904"),
        ("6011111111111117", "************1117"),
        ("3530 1113 3330 0000", "**** **** **** 0000"),
        ("2223003122003222", "************3222"),
        ("6200000000000005", "************0005"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "* * * * * * * * * * * * 1 1 1 1"),
        ("41 11 11 11 11 11 11 11", "** ** ** ** ** ** 11 11"),
        ("visa4111111111111111", "visa************1111"),
        ("Visa 4222222222222", "Visa *********2222"),
        ("４１１１１１１１１１１１１１１１", "************１１１１"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "**** **** **** ١١١١"),
        ("४१११११११११११११११", "************११११"),
        ("4111\u{00A0}1111\u{2009}1111\u{202F}1111", "****\u{00A0}****\u{2009}****\u{202F}1111"),
        ("4111\u{200B}1111\u{200B}1111\u{200B}1111", "****\u{200B}****\u{200B}****\u{200B}1111"),
        ("4111–1111–1111–1111", "****–****–****–1111"),
        ("4111\n1111\n1111\n1111", "****\n****\n****\n1111"),
        ("4111 1111 1111 1111 12/27", "**** **** **** 1111 12/27"),
        ("41111111111111111227", "************1111****"),
        ("4111 1111 1111 1111 cvv 123", "**** **** **** 1111 cvv ***"),
        ("4111111111111111 and 5555555555554444", "************1111 and ************4444"),
        ("Room12Card4111111111111111", "Room12Card************1111"), ("1x4111111111111111", "1x************1111"),
        ("DE89 3704 0044 0532 0130 00\n4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00\n**** **** **** 1111"),
    ])
    func `A card's number keeps its last four digits`(written: String, stored: String) throws {
        #expect(try CardNumbers.masked(written) == stored)
    }

    @Test func `A number in keycaps is one, too`() throws {
        let written = "4111111111111111".map { "\($0)\u{FE0F}\u{20E3}" }.joined()
        let stored = try #require(try CardNumbers.masked(written))
        #expect(stored.unicodeScalars.count { $0 == "*" } == 12)
    }

    @Test(arguments: [
        "", "Hi", "room 412, 2 nights from 14.7.2027 to 16.7.2027", "4111111111111112", "+4915112345678",
        "+49 151 1234 5678", "0049 151 12345678", "4915112345678", "call me: 44 7911 123456 or 1 500 555 0006",
        "order 1234567890123456", "confirmation 7000000000000005", "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19", "NL91ABNA0417164300", "FR14 2004 1010 0505 0001 3",
        "8f4111111111111111c", "8F4111111111111111", "123e4567-e89b-12d3-a456-426614174000",
        "412 2024 2025 2026 2027 1",
        "booking HTL-2027-000123456789", "1700000000000", "9999999999999999999999999999", "4111 1111 1111",
    ])
    func `What is no card's number stays as it is`(written: String) throws {
        #expect(try CardNumbers.masked(written) == nil)
    }

    @Test(arguments: [
        (#"{"text":{"body":"4111 1111 1111 1111"}}"#, #"{"text":{"body":"**** **** **** 1111"}}"#),
        (#"{"body":"\u0034111111111111111"}"#, #"{"body":"************1111"}"#),
        (#"{"body":"\uff14\uff11\uff11\uff11 1111 1111 1111"}"#, #"{"body":"**** **** **** 1111"}"#),
        (#"{"body":"4111\n1111\n1111\n1111"}"#, #"{"body":"****\n****\n****\n1111"}"#),
        (#"{"body":"card \"4111111111111111\""}"#, #"{"body":"card \"************1111\""}"#),
        (#"{"card":4111111111111111,"n":1}"#, #"{"card":"************1111","n":1}"#),
        (#"{"card":-4111111111111111.5e3, "cvv": 123}"#, #"{"card":"-************1111.5e3", "cvv": 0  }"#),
        (
            #"{"a":4111111111111111.4111111111111111,"b":5555555555554444}"#,
            #"{"a":"************1111.************1111","b":"************4444"}"#
        ),
        (#"["4111111111111111"]"#, #"["************1111"]"#),
        (#"{"4111111111111111":true}"#, #"{"************1111":true}"#),
        ("Body=4111111111111111&To=1", "Body=************1111&To=1"),
    ])
    func `A request's body is masked and stays what it was`(sent: String, kept: String) throws {
        let masked = try CardNumbers.masked(body: Array(sent.utf8)).map { String(decoding: $0, as: UTF8.self) }
        #expect(masked == kept)
    }

    @Test(arguments: [
        #"{"from":"4222222222222","id":"4111111111111111","phone_number_id": "371449635398431"}"#,
        #"{"timestamp":4111111111111111}"#,
        #"{"statuses":[{"id":"wamid.HBgLMTUwMDU1NTAwMDYVAgARGBI","recipient_id":"4222222222222"}]}"#,
    ])
    func `The names providers give to people and things are no card's numbers`(sent: String) throws {
        #expect(try CardNumbers.masked(body: Array(sent.utf8)) == nil)
    }

    @Test func `What was masked is not masked again`() throws {
        let once = try #require(try CardNumbers.masked("4111 1111 1111 1111, cvc: 1234"))
        #expect(try CardNumbers.masked(once) == nil)
    }

    @Test func `Every number with a check digit is found, whatever issuer and length`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let (beginning, length) =
                [("4", 16), ("4", 19), ("51", 16), ("2720", 16), ("34", 15), ("36", 14), ("62", 17)]
                .randomElement(using: &generator) ?? ("4", 16)
            var digits = beginning.compactMap(\.wholeNumberValue)
            while digits.count < length - 1 { digits.append(.random(in: 0...9, using: &generator)) }
            let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
                let value = digit.offset.isMultiple(of: 2) ? 2 * digit.element : digit.element
                return sum + value / 10 + value % 10
            }
            digits.append((10 - sum % 10) % 10)
            let number = digits.map(String.init).joined()
            let stored = try #require(try CardNumbers.masked("here: \(number)."), "\(number)")
            #expect(stored == "here: \(String(repeating: "*", count: length - 4))\(number.suffix(4)).")
        }
    }

    @Test func `Bytes that are no text do no harm`() throws {
        #expect(
            try CardNumbers.masked(body: [0xFF, 0xC3, 0xE2, 0x82] + Array("4111111111111111".utf8) + [0xF0]) != nil
        )
        #expect(try CardNumbers.masked(body: Array(#"{"a":"\u"#.utf8) + Array(repeating: 0x5C, count: 40)) == nil)
    }

    @Test func `What asks for too much work is said to be unreadable, and ten thousand pictures are not`() throws {
        #expect(throws: CardNumbers.Overrun.self) {
            try CardNumbers.masked(String(repeating: "4 ", count: 400_000))
        }
        #expect(throws: CardNumbers.Overrun.self) { try CardNumbers.masked("4111 1111 1111 1111", budget: 3) }
        #expect(try CardNumbers.masked(String(repeating: "🎉", count: 10_000)) == nil)
        #expect(try CardNumbers.masked(String(repeating: "7", count: 1_000_000)) == nil)
    }
}
