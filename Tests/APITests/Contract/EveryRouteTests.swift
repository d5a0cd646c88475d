import ContractSupport
import Domain
import Foundation
import TestSupport
import Testing

@testable import API

/// Every operation of the contract, asked what it must refuse. New operations join by being written down.
@Suite struct EveryRouteTests {
    /// What staff and services are served.
    private static let staff = Contract.shared.http.operations.filter(\.isForStaff)
    /// What anybody may ask, with a body of ours.
    private static let open = Contract.shared.http.operations.filter {
        $0.security.isEmpty && $0.jsonBody != nil
    }

    private func refusal(
        _ place: Neighbourhood,
        _ operation: APIOperation,
        _ path: String,
        as token: String?,
        body: String? = nil,
        headers: [String: String] = [:],
        _ statuses: Int...,
        because reason: String
    ) async throws {
        let sent = body ?? operation.bodyExamples.first?.json
        let answer = try await place.people.ask(operation.method, path, as: token, body: sent, headers: headers)
        #expect(
            statuses.contains(answer.status),
            "\(operation.method) \(path), \(reason), sent \(sent ?? "nothing"): \(answer.status) \(answer.text)"
        )
    }

    /// Nothing at the second hotel may have changed meanwhile.
    private func unchanged(_ place: Neighbourhood, _ work: () async throws -> Void) async throws {
        let before = try await place.fingerprint()
        try await work()
        #expect(try await place.fingerprint() == before)
    }

    @Test func `There is something to ask`() {
        #expect(Self.staff.count > 10)
    }

    @Test func `Whoever is not known gets 401`() async throws {
        try await Neighbourhood.seeded { place in
            try await unchanged(place) {
                for operation in Self.staff {
                    let path = try await place.path(of: operation)
                    try await refusal(place, operation, path, as: nil, 401, because: "without a token")
                    try await refusal(place, operation, path, as: "no-such-token", 401, because: "with a wrong token")
                }
            }
        }
    }

    @Test func `Another hotel's things are not there, and nothing of it is shown`() async throws {
        try await Neighbourhood.seeded { place in
            let outsider = place.outsider()
            let secrets: [String] = try await place.ids()
            try await unchanged(place) {
                for operation in Self.staff {
                    let path = try await place.path(of: operation)
                    if operation.template.parameters.isEmpty {
                        let body = operation.bodyExamples.first?.json
                        let answer = try await place.people.ask(operation.method, path, as: outsider, body: body)
                        #expect(answer.status < 500, "\(operation.method) \(path): \(answer.text)")
                        for secret in secrets {
                            #expect(!answer.text.contains(secret), "\(operation.method) \(path) tells of \(secret)")
                        }
                    } else {
                        try await refusal(place, operation, path, as: outsider, 404, because: "as a stranger")
                    }
                }
            }
        }
    }

    @Test func `Whoever lacks the permission gets 403, whatever else they may`() async throws {
        try await Neighbourhood.seeded { place in
            try await unchanged(place) {
                for operation in Self.staff {
                    guard let word = operation.permission, let permission = Permission(rawValue: word) else { continue }
                    let others = place.token(
                        Set(Permission.allCases).subtracting([permission]),
                        at: place.other.property
                    )
                    let path = try await place.path(of: operation)
                    try await refusal(place, operation, path, as: others, 403, because: "without \(word)")
                }
            }
        }
    }

    @Test func `A viewer changes nothing`() async throws {
        try await Neighbourhood.seeded { place in
            let viewer = place.people.token(for: .viewer, at: place.other.property)
            try await unchanged(place) {
                for operation in Self.staff where operation.method != "GET" && operation.permission != "any" {
                    let path = try await place.path(of: operation)
                    try await refusal(place, operation, path, as: viewer, 403, because: "as a viewer")
                }
            }
        }
    }

    @Test func `The second hotel's own people find everything that strangers do not`() async throws {
        try await Neighbourhood.seeded { place in
            let insider = place.insider()
            for operation in Self.staff where operation.method == "GET" && !operation.statuses.contains(101) {
                guard operation.parameters(in: "query").allSatisfy({ $0["required"]?.isTrue != true }) else { continue }
                let path = try await place.path(of: operation)
                let answer = try await place.people.ask("GET", path, as: insider)
                #expect(answer.status == 200, "GET \(path): \(answer.status) \(answer.text)")
            }
        }
    }

    @Test func `What is not JSON is 400, what is no body of ours 422, and neither does anything`() async throws {
        try await Neighbourhood.seeded { place in
            let insider = place.insider()
            let root = Contract.shared.http.root
            try await unchanged(place) {
                for operation in Self.staff + Self.open where operation.jsonBody != nil {
                    let path = try await place.path(of: operation)
                    let token = operation.isForStaff ? insider : nil
                    for text in [#"{"a":"#, "{]", "\u{FEFF}{}", "nonsense"] {
                        try await refusal(place, operation, path, as: token, body: text, 400, because: "malformed")
                    }
                    for bad in BadBody.all(of: operation, root: root) {
                        try await refusal(place, operation, path, as: token, body: bad.text, 422, because: bad.name)
                    }
                }
            }
        }
    }

    @Test func `Other media types are 415, and bodies larger than anything of ours 413`() async throws {
        try await Neighbourhood.seeded { place in
            let insider = place.insider()
            let large = #"{"a":""# + String(repeating: "x", count: StaffRoutes.maxBodyBytes) + #""}"#
            try await unchanged(place) {
                for operation in Self.staff + Self.open where operation.jsonBody != nil {
                    let path = try await place.path(of: operation)
                    let token = operation.isForStaff ? insider : nil
                    try await refusal(
                        place,
                        operation,
                        path,
                        as: token,
                        headers: ["Content-Type": "text/plain"],
                        415,
                        because: "as text"
                    )
                    try await refusal(place, operation, path, as: token, body: large, 413, because: "too large")
                }
            }
        }
    }

    @Test func `Parameters that are not known or not good are 400`() async throws {
        try await Neighbourhood.seeded { place in
            let insider = place.insider()
            try await unchanged(place) {
                for operation in Self.staff + Self.open {
                    let path = try await place.path(of: operation)
                    let token = operation.isForStaff ? insider : nil
                    for query in Self.badQueries(operation) {
                        try await refusal(place, operation, "\(path)?\(query)", as: token, 400, because: "bad query")
                    }
                    guard operation.parameters(in: "header").contains(where: { $0["name"]?.text == "If-Match" }) else {
                        continue
                    }
                    for version in ["nonsense", "W/\"1\"", "\"x\""] {
                        try await refusal(
                            place,
                            operation,
                            path,
                            as: token,
                            headers: ["If-Match": version],
                            400,
                            because: "If-Match \(version)"
                        )
                    }
                }
            }
        }
    }

    /// Queries that break one rule each.
    private static func badQueries(_ operation: APIOperation) -> [String] {
        let check = SchemaCheck(root: Contract.shared.http.root)
        var queries = ["unheardOf=1"]
        for parameter in operation.parameters(in: "query") {
            guard let name = parameter["name"]?.text, let schema = parameter["schema"] else { continue }
            if name == "cursor" { queries += ["cursor=nonsense", "cursor=W10", "cursor=W251bGxd"] }
            let type = schema.following(Contract.shared.http.root)["type"]
            for text in ["nonsense", "", "0", "-1", "99999999999999999999"] {
                let value = type?.text == "integer" ? Double(text).map(Document.number) : nil
                if !check.problems(value ?? .string(text), schema).isEmpty { queries.append("\(name)=\(text)") }
            }
            if type?.text == "string" { queries.append("\(name)=a%00b") }
            if type?.text != "array" { queries.append("\(name)=1&\(name)=2") }
        }
        return queries
    }

    @Test func `An id that is none, or nobody's, is 404`() async throws {
        try await Neighbourhood.seeded { place in
            let insider = place.insider()
            try await unchanged(place) {
                for operation in Self.staff where !operation.template.parameters.isEmpty {
                    for id in [
                        "nonsense", "0", "%00", "00000000-0000-0000-0000-00000000000", UUID.version7().uuidString,
                    ] {
                        let path = operation.template.path { _ in id }
                        try await refusal(place, operation, path, as: insider, 404, because: "with the id \(id)")
                    }
                }
            }
        }
    }

    @Test func `A method that an address does not have is 405 and says which it has`() async throws {
        try await Neighbourhood.seeded { place in
            for (template, operations) in Dictionary(grouping: Self.staff, by: \.template) {
                let path = template.path { _ in UUID.version7().uuidString }
                let served = Set(operations.map { $0.method.uppercased() })
                let method = try #require(["PUT", "DELETE", "PATCH"].first { !served.contains($0) })
                let answer = try await place.people.ask(method, path, as: place.insider())
                #expect(answer.status == 405, "\(method) \(path)")
            }
        }
    }
}
