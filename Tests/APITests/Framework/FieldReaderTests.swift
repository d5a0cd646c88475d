import Domain
import Foundation
import Testing

@testable import API

/// What bodies are told about themselves.
@Suite struct FieldReaderTests {
    private func reader(_ json: String) throws -> FieldReader { try FieldReader(body: Array(json.utf8)) }

    /// The mistakes found in a body by a reading of it.
    private func mistakes(_ json: String, _ read: (inout FieldReader) throws -> Void) throws -> [String] {
        do {
            var reader = try reader(json)
            try read(&reader)
            try reader.finish()
            return []
        } catch let problem as Problem {
            return problem.errors.map { "\($0.pointer) \($0.detail)" }
        }
    }

    @Test func `A name and a word of thousands of marks are refused without being compared`() throws {
        let pile = String(repeating: "\u{301}", count: 100_000) + String(repeating: "\u{316}", count: 100_000)
        let start = ContinuousClock.now
        let found = try mistakes(#"{"e\#(pile)":1,"w":"a\#(pile)","u":2}"#) { fields in
            #expect(fields.optionalWord("w", as: StaffRole.self) == nil)
        }
        #expect(found.count == 3)
        #expect(found.contains("/u is not known here"))
        #expect(found.allSatisfy { $0.utf8.count < 200 })
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `Every kind of field is read`() throws {
        let id = UUID()
        var fields = try reader(
            """
            {"s":"h\\u00e9","w":"agent","i":"\(id)","n":-7,"b":true,"d":"2026-11-21T09:30:00.250+01:00","l":["a","b"],"x":null}
            """
        )
        #expect(fields.string("s") == "hé")
        #expect(fields.optionalWord("w", as: StaffRole.self) == .agent)
        #expect(fields.optionalID("i", as: GuestID.self) == GuestID(id))
        #expect(fields.optionalInteger("n", -10...10) == -7)
        #expect(fields.optionalBoolean("b") == true)
        #expect(fields.optionalDate("d")?.timeIntervalSince1970 == 1_795_249_800.25)
        #expect(fields.optionalStrings("l", count: 0...2, length: 1...1) == ["a", "b"])
        #expect(fields.optionalString("x") == nil)
        #expect(fields.optionalString("missing") == nil)
        try fields.finish()
    }

    @Test func `All mistakes are told at once, each with its place`() throws {
        let found = try mistakes(#"{"s":1,"w":"king","i":"x","n":11,"b":"yes","d":"noon","l":["a",1],"odd/~":0}"#) {
            _ = $0.string("s")
            _ = $0.optionalWord("w", as: StaffRole.self)
            _ = $0.optionalID("i", as: GuestID.self)
            _ = $0.optionalInteger("n", 1...10)
            _ = $0.optionalBoolean("b")
            _ = $0.optionalDate("d")
            _ = $0.optionalStrings("l", count: 0...5, length: 0...5)
            _ = $0.string("gone")
        }
        #expect(
            found == [
                "/s must be a string", "/w must be one of viewer, agent, manager, admin", "/i must be a UUID",
                "/n must be a whole number from 1 to 10", "/b must be true or false",
                "/d must be an RFC 3339 time, such as 2026-11-21T09:30:00Z",
                "/l must hold strings of 0 to 5 characters", "/gone is missing", "/odd~1~0 is not known here",
            ]
        )
    }

    @Test(arguments: [
        (#"{"s":""}"#, "/s must have 1 to 3 characters"), (#"{"s":"abcd"}"#, "/s must have 1 to 3 characters"),
        (#"{"s":null}"#, "/s must not be null"), (#"{"s":"a","s":"b"}"#, "/s appears twice"),
        // Three scalars, however many bytes they are.
        (#"{"s":"🛎🛎🛎🛎"}"#, "/s must have 1 to 3 characters"),
    ])
    func `A text is held to its length, its presence and its uniqueness`(_ json: String, _ mistake: String) throws {
        #expect(try mistakes(json) { _ = $0.string("s", 1...3) } == [mistake])
    }

    @Test func `Whole numbers are not cut from others`() throws {
        for number in ["1.5", "1e2", "99999999999999999999", "\"1\"", "true"] {
            let found = try mistakes(#"{"n":\#(number)}"#) { _ = $0.optionalInteger("n", 0...1000) }
            #expect(found == ["/n must be a whole number from 0 to 1000"], "\(number)")
        }
    }

    @Test(arguments: ["", "{", "{\"a\":}", "[1,]", "nul", "{\"a\":1} x", "\u{FEFF}{}"])
    func `What is not JSON is 400 with the place`(_ text: String) throws {
        let problem = #expect(throws: Problem.self) { try reader(text) }
        #expect(problem?.status == 400)
        #expect(problem?.code == "malformed_json")
        #expect(problem?.detail?.hasPrefix("At byte ") == true)
    }

    @Test(arguments: ["[]", "1", "\"x\"", "null", "true"]) func `What is no object is 422`(_ text: String) throws {
        let problem = #expect(throws: Problem.self) { try reader(text) }
        #expect(problem?.status == 422)
        #expect(problem?.errors == [.init(pointer: "", detail: "must be an object")])
    }

    @Test func `A body nested beyond reason is refused, not followed`() throws {
        let problem = #expect(throws: Problem.self) {
            try reader(String(repeating: #"{"a":"#, count: 100_000))
        }
        #expect(problem?.code == "malformed_json")
    }
}
