import ContractSupport
import Testing

/// The validator itself: every keyword lets good values pass and finds bad ones.
@Suite struct SchemaCheckTests {
    private func problems(_ schema: String, _ value: String, in root: String = "{}") throws -> [String] {
        SchemaCheck(root: try Document(yaml: root))
            .problems(try Document(json: Array(value.utf8)), try Document(yaml: schema))
    }

    @Test(arguments: [
        ("{type: string}", #""a""#, "1"), ("{type: integer}", "3.0", "3.5"), ("{type: number}", "3.5", #""3""#),
        ("{type: boolean}", "true", "0"), ("{type: 'null'}", "null", "false"), ("{type: array}", "[]", "{}"),
        ("{type: object}", "{}", "[]"), ("{type: [string, 'null']}", "null", "1"),
        ("{enum: [a, 2]}", "2", #""b""#), ("{const: {a: [1]}}", #"{"a":[1.0]}"#, #"{"a":[2]}"#),
        ("{minLength: 2}", #""ab""#, #""a""#), ("{maxLength: 1}", #""🛎""#, #""ab""#),
        ("{pattern: '^a+$'}", #""aa""#, #""ab""#), ("{pattern: b}", #""abc""#, #""ac""#),
        ("{minimum: 1}", "1", "0.5"), ("{maximum: 1}", "1", "1.5"), ("{exclusiveMinimum: 1}", "2", "1"),
        ("{exclusiveMaximum: 1}", "0", "1"), ("{multipleOf: 0.5}", "1.5", "1.2"),
        ("{items: {type: string}}", #"["a"]"#, #"["a",1]"#), ("{minItems: 1}", "[1]", "[]"),
        ("{maxItems: 1}", "[1]", "[1,2]"), ("{uniqueItems: true}", "[1,2]", "[1,1.0]"),
        ("{prefixItems: [{type: string}], items: false}", #"["a"]"#, #"["a",1]"#),
        ("{contains: {const: 1}}", "[0,1]", "[0]"),
        ("{required: [a]}", #"{"a":null}"#, "{}"), ("{properties: {a: {type: string}}}", #"{"b":1}"#, #"{"a":1}"#),
        ("{properties: {a: true}, additionalProperties: false}", #"{"a":1}"#, #"{"b":1}"#),
        ("{additionalProperties: {type: string}}", #"{"a":"b"}"#, #"{"a":1}"#),
        ("{patternProperties: {'^x': {type: string}}, additionalProperties: false}", #"{"xa":"b"}"#, #"{"a":"b"}"#),
        ("{propertyNames: {pattern: '^x'}}", #"{"xa":1}"#, #"{"a":1}"#), ("{minProperties: 1}", #"{"a":1}"#, "{}"),
        ("{maxProperties: 1}", #"{"a":1}"#, #"{"a":1,"b":2}"#),
        ("{dependentRequired: {a: [b]}}", #"{"b":1}"#, #"{"a":1}"#),
        ("{allOf: [{minimum: 1}, {maximum: 2}]}", "2", "3"), ("{anyOf: [{const: 1}, {const: 2}]}", "2", "3"),
        ("{oneOf: [{minimum: 1}, {maximum: 2}]}", "3", "2"), ("{not: {type: string}}", "1", #""a""#),
        ("{if: {type: string}, then: {minLength: 2}, else: {minimum: 2}}", #""ab""#, #""a""#),
        ("{if: {type: string}, then: {minLength: 2}, else: {minimum: 2}}", "2", "1"),
        ("{format: uuid}", #""01a1fe23-110f-72fd-af52-239f942caacc""#, #""01A1FE23-110F-72FD-AF52-239F942CAACC""#),
        ("{format: date-time}", #""2026-11-21T09:30:00.000Z""#, #""2026-11-21T09:30:00+01:00""#),
        ("{format: date-time}", #""2028-02-29T00:00:00Z""#, #""2026-02-29T00:00:00Z""#),
        ("{format: date}", #""2026-11-21""#, #""2026-13-21""#), ("{format: uri}", #""https://a.example/b""#, #""/b""#),
        ("{format: uri-reference}", #""/b?c""#, #""/a b""#), ("{format: email}", #""a@b.example""#, #""a""#),
        ("{format: int32}", "1", "3000000000"), ("{format: byte}", #""YQ==""#, #""%""#),
    ])
    func `A keyword lets the good pass and finds the bad`(schema: String, good: String, bad: String) throws {
        #expect(try problems(schema, good) == [])
        #expect(try problems(schema, bad).count == 1)
    }

    @Test func `A reference leads into the document, keeps what stands beside it, and cannot lead nowhere`() throws {
        let root = "{schemas: {'a/b': {type: string}, loop: {$ref: '#/schemas/loop'}}}"
        #expect(try problems("{$ref: '#/schemas/a~1b', minLength: 2}", #""ab""#, in: root) == [])
        #expect(try problems("{$ref: '#/schemas/a~1b', minLength: 2}", #""a""#, in: root).count == 1)
        #expect(try problems("{$ref: '#/schemas/a~1b'}", "1", in: root).count == 1)
        #expect(try problems("{$ref: '#/schemas/none'}", "1", in: root).count == 1)
        #expect(try problems("{$ref: '#/schemas/loop'}", "1", in: root).count == 1)
    }

    @Test func `unevaluatedProperties knows what the parts spoke of`() throws {
        let schema = "{allOf: [{properties: {a: true}}], properties: {b: true}, unevaluatedProperties: false}"
        #expect(try problems(schema, #"{"a":1,"b":2}"#) == [])
        #expect(try problems(schema, #"{"a":1,"c":2}"#) == ["/c: is not declared"])
        // additionalProperties knows only what stands beside it.
        #expect(try problems("{allOf: [{properties: {a: true}}], additionalProperties: false}", #"{"a":1}"#).count == 1)
    }

    @Test func `A problem says where`() throws {
        let schema = "{properties: {a: {items: {required: [b]}}}}"
        #expect(try problems(schema, #"{"a":[{"b":1},{}]}"#) == ["/a/1: b is missing"])
    }

    @Test(arguments: [
        "{typ: string}", "{format: uid}", "{type: text}", "{pattern: '('}", "{type: object, properties: {a: true}}",
        "{type: object, additionalProperties: true}", "{$ref: '#/none'}", "{items: {type: object}}",
        "{type: object, additionalProperties: false, required: [a]}", "{allOf: [{type: object}]}",
    ])
    func `A schema that would check nothing, or leaves something open, is careless`(schema: String) throws {
        #expect(try !SchemaLint(root: .object([:])).problems(Document(yaml: schema), at: "here").isEmpty)
    }

    @Test func `JSON and YAML are read strictly`() {
        for text in [#"{"a":1,"a":2}"#, "{", "01"] {
            #expect(throws: (any Error).self) { try Document(json: Array(text.utf8)) }
        }
        for text in ["{a: 1, a: 2}", "a: &x {b: 1}\nc: {<<: *x}", ""] {
            #expect(throws: (any Error).self) { try Document(yaml: text) }
        }
        #expect(throws: Never.self) {
            let plain = try Document(yaml: "[yes, 2026-11-21, '1', 1, 1.50, true, ~]")
            let expected: [Document] = [
                .string("yes"), .string("2026-11-21"), .string("1"), .number(1), .number(1.5), .boolean(true), .null,
            ]
            #expect(plain == .array(expected))
        }
    }
}
