import Foundation
import Testing

@testable import StrictJSON

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    @Test func `every kind of value is read`() throws {
        let root = try parse(#" { "a" : [ 1 , -2.5e+3, true,false , null , {} , [] ] , "b" : "x" } "#)
        let elements = try #require(root["a"]?.array)
        #expect(elements.count == 7)
        #expect(elements[0].integer == 1)
        guard case .number("-2.5e+3") = elements[1].content else {
            Issue.record("a number keeps its digits")
            return
        }
        #expect(elements[1].integer == nil)
        #expect(elements[5].isObject)
        #expect(elements[6].array?.isEmpty == true)
        #expect(root["b"]?.string == "x")
        #expect(root["missing"] == nil)
    }

    @Test func `null is as good as missing, and the last of repeated keys counts`() throws {
        let root = try parse(#"{"a":null,"b":1,"b":2}"#)
        #expect(root["a"] == nil)
        #expect(root["b"]?.integer == 2)
    }

    @Test func `the text of a value is kept to the byte`() throws {
        let document = try JSONDocument(Array(#"{"a": {"t" : "caf\u00e9",  "n":17.0} }"#.utf8))
        let value = try #require(document.root["a"])
        #expect(document.text(of: value) == #"{"t" : "caf\u00e9",  "n":17.0}"#)
    }

    @Test(arguments: [
        (#""caf\u00e9 \ud83d\ude00""#, "café 😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""ü€😀""#, "ü€😀"),
        (#""\u00E9\u00e9""#, "éé"), (#""""#, ""), (#""a\u0041b""#, "aAb"),
        // What PostgreSQL cannot hold.
        (#""a\u0000b""#, "a\u{FFFD}b"), (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    ])
    func `strings mean what they say`(_ text: String, _ meaning: String) throws {
        #expect(try parse(text).string == meaning)
    }

    @Test func `bytes that are not UTF-8 are repaired`() throws {
        #expect(try JSONDocument([0x22, 0x61, 0xFF, 0x22]).root.string == "a\u{FFFD}")
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{1:1}",
        "nul",
        "nulls", "tru", "True", "01", "-", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "\"", "\"a", "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"\\", "\"\\u", "\"a\nb\"", "\"\\n\u{1}\"", "1 2", "{} {}", "'a'", "[1 2]",
        "{\"a\" 1}",
    ])
    func `anything else is refused`(_ text: String) {
        #expect(throws: JSONParser.Failure.self) { try parse(text) }
    }

    @Test func `nesting ends at the limit, not at the stack`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try parse(nested(JSONParser.maximumDepth)).array != nil)
        #expect(throws: JSONParser.Failure.self) { try parse(nested(JSONParser.maximumDepth + 1)) }
        #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `no bytes make it trap, and what it takes Foundation takes too`() {
        var generator = SplitMix(state: 42)
        let alphabet = Array(#"{}[]:,"\ue0dtrlnfasu-+.19 "#.utf8)
        var taken = 0
        for _ in 0..<50_000 {
            let bytes = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            guard (try? JSONDocument(bytes)) != nil else { continue }
            taken += 1
            let known = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            // Foundation refuses half a surrogate pair, which we repair.
            if known == nil, !bytes.contains(UInt8(ascii: "\\")) {
                Issue.record("took \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(taken > 100)
    }
}

/// A small repeatable source of randomness.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
