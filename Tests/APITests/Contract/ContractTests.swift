import ContractSupport
import Testing

/// What the contract finds in answers and frames.
@Suite struct ContractTests {
    private static let http = """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /things/{id}:
            get:
              responses:
                '200':
                  description: It
                  headers:
                    ETag: {required: true, schema: {type: string, pattern: '^"[0-9]+"$'}}
                    X-Count: {schema: {type: integer}}
                  content:
                    application/json:
                      schema: {type: object, additionalProperties: false, required: [id], properties: {id: {type: string}}}
                '304': {description: Same}
                default: {$ref: '#/components/responses/Problem'}
            delete:
              responses:
                '204': {description: Done}
                default: {$ref: '#/components/responses/Problem'}
          /things/mine:
            get:
              responses:
                '200': {description: Text, content: {text/plain: {}}}
                default: {$ref: '#/components/responses/Problem'}
        components:
          responses:
            MethodNotAllowed:
              description: Other methods
              headers:
                Allow: {required: true, schema: {type: string}}
              content:
                application/problem+json:
                  schema: {type: object, additionalProperties: false, required: [code], properties: {code: {type: string}}}
            Problem:
              description: Problem
              content:
                application/problem+json:
                  schema: {type: object, additionalProperties: false, required: [code], properties: {code: {type: string}}}
        """
    private static let frames = """
        asyncapi: 3.0.0
        info: {title: T, version: '1'}
        channels:
          socket: {address: /ws, messages: {ping: {$ref: '#/components/messages/Ping'}, pong: {$ref: '#/components/messages/Pong'}}}
        operations:
          takes: {action: receive, channel: {$ref: '#/channels/socket'}, messages: [{$ref: '#/channels/socket/messages/ping'}]}
          sends: {action: send, channel: {$ref: '#/channels/socket'}, messages: [{$ref: '#/channels/socket/messages/pong'}]}
        components:
          messages:
            Ping: {payload: {type: object, additionalProperties: false, required: [type], properties: {type: {const: ping}}}}
            Pong: {payload: {type: object, additionalProperties: false, required: [type, id], properties: {type: {const: pong}, id: {type: string}}}}
        """

    private func problems(
        _ method: String,
        _ path: String,
        _ status: Int,
        type: String? = "application/json",
        headers: [String: String] = ["etag": "\"1\""],
        body: String = #"{"id":"a"}"#
    ) throws -> [String] {
        var all = headers.merging(["x-request-id": "r"]) { first, _ in first }
        all["content-type"] = type
        return try Contract(openAPI: Self.http, asyncAPI: Self.frames)
            .problems(in: Exchange(method: method, path: path, status: status, headers: all, body: Array(body.utf8)))
    }

    @Test func `What is promised passes`() throws {
        #expect(try problems("GET", "/things/1", 200) == [])
        #expect(try problems("GET", "/things/1", 200, type: "application/json; charset=utf-8") == [])
        #expect(try problems("HEAD", "/things/1", 200, body: "") == [])
        #expect(try problems("GET", "/things/1", 304, type: nil, headers: [:], body: "") == [])
        #expect(try problems("DELETE", "/things/1", 204, type: nil, headers: [:], body: "") == [])
        #expect(try problems("GET", "/things/mine", 200, type: "text/plain", headers: [:], body: "x") == [])
        let problem = ("application/problem+json", #"{"code":"x"}"#)
        for status in [408, 413, 500, 503] {
            #expect(try problems("GET", "/things/1", status, type: problem.0, headers: [:], body: problem.1) == [])
        }
        #expect(try problems("GET", "/none", 404, type: problem.0, headers: [:], body: problem.1) == [])
        let allow = ["allow": "DELETE, GET, HEAD"]
        #expect(try problems("PUT", "/things/1", 405, type: problem.0, headers: allow, body: problem.1) == [])
        let short = ["allow": "GET"]
        #expect(try problems("PUT", "/things/1", 405, type: problem.0, headers: short, body: problem.1).count == 1)
    }

    @Test func `What is not promised is found`() throws {
        #expect(try problems("GET", "/things/1", 201) == ["the status is not declared"])
        #expect(
            try problems("GET", "/things/1", 404, type: "application/problem+json", body: #"{"code":"x"}"#).count == 1
        )
        #expect(try problems("GET", "/other", 200).count == 1)
        #expect(try problems("POST", "/things/1", 200).count == 1)
        #expect(try problems("GET", "/things/1", 200, headers: [:]) == ["the header etag is missing"])
        #expect(try problems("GET", "/things/1", 200, headers: ["etag": "1"]).count == 1)
        #expect(try problems("GET", "/things/1", 200, headers: ["etag": "\"1\"", "x-count": "many"]).count == 1)
        #expect(try problems("GET", "/things/1", 200, headers: ["etag": "\"1\"", "x-other": "1"]).count == 1)
        #expect(try problems("GET", "/things/1", 200, type: "text/plain").count == 1)
        #expect(try problems("GET", "/things/1", 200, type: nil) == ["Content-Type is missing"])
        #expect(try problems("GET", "/things/1", 200, body: #"{"id":"a","b":1}"#) == ["/b: is not declared"])
        #expect(try problems("GET", "/things/1", 200, body: "{").count == 1)
        #expect(try problems("HEAD", "/things/1", 200).count == 1)
        #expect(try problems("GET", "/things/1", 304).count >= 1)
        #expect(try problems("DELETE", "/things/1", 204, type: nil, headers: [:]).count == 1)
        #expect(try problems("GET", "/things/mine", 200).count == 2, "letters win over parameters")
        let nameless = try Contract(openAPI: Self.http, asyncAPI: Self.frames)
            .problems(in: Exchange(method: "DELETE", path: "/things/1", status: 204, headers: [:], body: []))
        #expect(nameless == ["X-Request-Id is missing"])
    }

    @Test func `Frames are told apart by their type and by who sends them`() throws {
        let contract = try Contract(openAPI: Self.http, asyncAPI: Self.frames)
        func problems(_ text: String, isFromServer: Bool, at address: String = "/ws") -> Int {
            contract.problems(ofFrameAt: address, isFromServer: isFromServer, text: text).count
        }
        #expect(problems(#"{"type":"ping"}"#, isFromServer: false) == 0)
        #expect(problems(#"{"type":"pong","id":"1"}"#, isFromServer: true) == 0)
        #expect(problems(#"{"type":"pong"}"#, isFromServer: true) == 1)
        #expect(problems(#"{"type":"pong","id":"1","x":1}"#, isFromServer: true) == 1)
        #expect(problems(#"{"type":"ping"}"#, isFromServer: true) == 1)
        #expect(problems(#"{"type":"other"}"#, isFromServer: true) == 1)
        #expect(problems(#"{"id":1}"#, isFromServer: true) == 1)
        #expect(problems("{", isFromServer: true) == 1)
        #expect(problems(#"{"type":"ping"}"#, isFromServer: false, at: "/other") == 1)
    }
}
