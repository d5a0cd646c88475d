import ContractSupport
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

/// What managers and admins keep by themselves, over HTTP.
@Suite struct AdminTests {
    private func items(_ answer: APIAnswer) -> [[String: Any]] { answer.json["items"] as? [[String: Any]] ?? [] }

    private func id(_ answer: APIAnswer) throws -> String { try #require(answer.json["id"] as? String) }

    @Test func `A manager opens, renames and closes a department; one in use stays`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let body = #"{"code":"spa","name":"Spa"}"#
            let made = try await people.ask("POST", "/api/v1/departments", as: manager, body: body)
            #expect(made.status == 201)
            let path = "/api/v1/departments/\(try id(made))"
            #expect(made.headers["location"] == path)
            #expect(try await people.ask("POST", "/api/v1/departments", as: manager, body: body).code == "name_taken")
            let renamed = try await people.ask("PATCH", path, as: manager, body: #"{"name":"Spa and pool"}"#)
            #expect(renamed.json["name"] as? String == "Spa and pool")
            let stale = try await people.ask("DELETE", path, as: manager, headers: ["If-Match": "\"1\""])
            #expect(stale.status == 412)
            #expect(stale.headers["etag"] == renamed.headers["etag"])
            #expect(try await people.ask("DELETE", path, as: manager).status == 204)
            #expect(try await people.ask("DELETE", path, as: manager).status == 404)

            try await people.hotel.receive([Guest(1).writes("Hi", to: people.hotel)])
            try await people.hotel.run(
                "UPDATE conversations SET department_id = (SELECT id FROM departments WHERE code = 'front_desk')"
            )
            let used: String = try await people.hotel.value(
                "SELECT id::text FROM departments WHERE code = 'front_desk'"
            )
            let refused = try await people.ask("DELETE", "/api/v1/departments/\(used)", as: manager)
            #expect(refused.status == 409)
            #expect(refused.code == "in_use")
            for (code, use) in [
                ("gym", "UPDATE staff_roles SET department_id = " as SQL),
                (
                    "bar",
                    "INSERT INTO tasks (property_id, description, department_id) SELECT property_id, 'Ice', " as SQL
                ),
            ] {
                let person = try await people.hire(.agent)
                let opened = try await people.ask(
                    "POST",
                    "/api/v1/departments",
                    as: manager,
                    body: #"{"code":"\#(code)","name":"New"}"#
                )
                let department = try #require(DepartmentID(try id(opened)))
                if code == "gym" {
                    try await people.hotel.run("\(fragment: use) \(department) WHERE staff_id = \(person.id)")
                } else {
                    try await people.hotel.run("\(fragment: use) id FROM departments WHERE id = \(department)")
                }
                let kept = try await people.ask("DELETE", "/api/v1/departments/\(department)", as: manager)
                #expect(kept.status == 409)
                #expect(kept.code == "in_use")
            }
        }
    }

    @Test func `A list goes on behind its cursor, each thing once`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            for number in 0..<5 {
                let body = #"{"title":"Entry","body":"Text \#(number)","category":"c\#(number % 2)"}"#
                #expect(try await people.ask("POST", "/api/v1/knowledge", as: manager, body: body).status == 201)
            }
            for (path, count) in [("/api/v1/knowledge", 5), ("/api/v1/departments", 2), ("/api/v1/endpoints", 1)] {
                var seen: [String] = []
                var next: String? = "\(path)?limit=2"
                while let address = next {
                    let page = try await people.ask("GET", address, as: manager)
                    seen += items(page).compactMap { $0["id"] as? String }
                    let cursor = page.json["nextCursor"] as? String
                    next = cursor.map { "\(path)?limit=2&cursor=\($0)" }
                    #expect((page.headers["link"] != nil) == (cursor != nil))
                }
                #expect(seen.count == count)
                #expect(Set(seen).count == count)
            }
        }
    }

    @Test func `Knowledge is found by its words and gone when it is put away`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let body = #"{"title":"Breakfast","body":"From seven to ten.","keywords":["coffee"]}"#
            let made = try await people.ask("POST", "/api/v1/knowledge", as: manager, body: body)
            let path = "/api/v1/knowledge/\(try id(made))"
            let found = try await people.ask("GET", "/api/v1/knowledge?text=coffee&language=en", as: manager)
            #expect(items(found).count == 1)
            #expect(try await people.ask("GET", "/api/v1/knowledge?text=sauna", as: manager).json["items"] != nil)
            let changed = try await people.ask("PATCH", path, as: manager, body: #"{"keywords":["tea"]}"#)
            #expect(changed.json["keywords"] as? [String] == ["tea"])
            #expect(
                items(try await people.ask("GET", "/api/v1/knowledge?text=coffee&language=en", as: manager)).isEmpty
            )
            #expect(try await people.ask("DELETE", path, as: manager).status == 204)
            #expect(try await people.ask("GET", path, as: manager).status == 404)
            #expect(items(try await people.ask("GET", "/api/v1/knowledge", as: manager)).isEmpty)
            // It is put away, not lost.
            #expect(try await people.hotel.value("SELECT count(*) FROM knowledge_entries", as: Int.self) == 1)
        }
    }

    @Test func `Credentials go in, raise the generation, and never come out`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let made = try await people.ask(
                "POST",
                "/api/v1/endpoints",
                as: admin,
                body:
                    #"{"channel":"whatsapp","provider":"whatsapp","address":"77","credentials":{"accessToken":"s3cret"}}"#
            )
            #expect(made.status == 201)
            #expect(made.json["hasCredentials"] as? Bool == true)
            let path = "/api/v1/endpoints/\(try id(made))"
            let changed = try await people.ask(
                "PATCH",
                path,
                as: admin,
                body: #"{"enabled":false,"welcome":"Hello","accumulationMs":800}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(changed.json["generation"] as? Int == 2)
            #expect(changed.json["hasCredentials"] as? Bool == true)
            let cleared = try await people.ask(
                "PATCH",
                path,
                as: admin,
                body: #"{"welcome":null,"accumulationMs":null}"#
            )
            #expect(cleared.json["welcome"] == nil)
            #expect(cleared.json["enabled"] as? Bool == false)
            for answer in [made, changed, cleared, try await people.ask("GET", "/api/v1/endpoints", as: admin)] {
                #expect(!answer.text.contains("s3cret"))
            }
            let stored: Bytes = try await people.hotel.value("SELECT credentials FROM endpoints WHERE address = '77'")
            #expect(!String(decoding: stored.array, as: UTF8.self).contains("s3cret"))
            let taken = #"{"channel":"whatsapp","provider":"whatsapp","address":"77"}"#
            #expect(try await people.ask("POST", "/api/v1/endpoints", as: admin, body: taken).code == "name_taken")
        }
    }

    @Test func `The hotel's settings are changed one by one, and null takes the program's own`() async throws {
        try await PeopleUnderTest.serving { people in
            let admin = people.token(for: .admin)
            let path = "/api/v1/properties/\(people.hotel.property)"
            try await people.hotel.run(#"UPDATE properties SET settings = '{"theirs": 1, "rateLimit": "nonsense"}'"#)
            let set = try await people.ask(
                "PATCH",
                path,
                as: admin,
                body: #"""
                    {"timezone":"Europe/Lisbon","settings":{"escalationThreshold":0.5,"rateLimit":{"maxRequests":5,"windowMs":60000}}}
                    """#
            )
            #expect((set.json["settings"] as? [String: Any])?["escalationThreshold"] as? Double == 0.5)
            let cleared = try await people.ask("PATCH", path, as: admin, body: #"{"settings":{"rateLimit":null}}"#)
            let settings = cleared.json["settings"] as? [String: Any] ?? [:]
            #expect(settings["rateLimit"] == nil)
            #expect(settings["escalationThreshold"] as? Double == 0.5)
            let kept: Int = try await people.hotel.value("SELECT (settings->>'theirs')::int8 FROM properties")
            #expect(kept == 1)
            for bad in [#"{"timezone":"Mars/Olympus"}"#, #"{"locale":"english"}"#, #"{"settings":{"rateLimit":{}}}"#] {
                #expect(try await people.ask("PATCH", path, as: admin, body: bad).status == 422)
            }
        }
    }

    @Test func `Every change is noted with who made it, and no value`() async throws {
        try await PeopleUnderTest.serving { people in
            let staff = StaffID(UUID.version7())
            let admin = people.token(for: .admin, staff: staff)
            let endpoint = "/api/v1/endpoints/\(people.hotel.endpoint)"
            let body = #"{"credentials":{"accessToken":"s3cret"}}"#
            #expect(try await people.ask("PATCH", endpoint, as: admin, body: body).status == 200)
            let notes: [String] = try await people.hotel.values(
                "SELECT actor || ' ' || action || ' ' || subject || ' ' || detail FROM audit"
            )
            #expect(
                notes == [
                    #"staff:\#(staff) endpoint.changed endpoint:\#(people.hotel.endpoint) {"fields": ["credentials"]}"#
                ]
            )
        }
    }

    @Test func `The same request under the same key is done once`() async throws {
        try await PeopleUnderTest.serving { people in
            let manager = people.token(for: .manager)
            let body = #"{"title":"Pool","body":"Open till ten."}"#
            let headers = ["Idempotency-Key": "a"]
            let first = try await people.ask("POST", "/api/v1/knowledge", as: manager, body: body, headers: headers)
            let again = try await people.ask("POST", "/api/v1/knowledge", as: manager, body: body, headers: headers)
            #expect(first.text == again.text)
            #expect(again.headers["idempotency-replayed"] == "true")
            let other = #"{"title":"Pool","body":"Closed."}"#
            let reused = try await people.ask("POST", "/api/v1/knowledge", as: manager, body: other, headers: headers)
            #expect(reused.code == "idempotency_key_reused")
            #expect(try await people.hotel.value("SELECT count(*) FROM knowledge_entries", as: Int.self) == 1)
        }
    }

    @Test func `The contract is served as it is written, and once`() async throws {
        try await PeopleUnderTest.serving { people in
            for name in ["openapi", "asyncapi"] {
                let path = "/api/v1/\(name).yaml"
                let first = try await people.ask("GET", path)
                let file = Contract.folder.appending(path: "\(name).yaml")
                #expect(first.text == (try String(contentsOf: file, encoding: .utf8)))
                let tag = try #require(first.headers["etag"])
                #expect(try await people.ask("GET", path, headers: ["If-None-Match": tag]).status == 304)
            }
            let index = try await people.ask("GET", "/").text
            for address in ["/tour", "/api/v1/openapi.yaml", "/api/v1/asyncapi.yaml", "/readyz", "/metrics"] {
                #expect(index.contains("href=\"\(address)\""))
            }
        }
    }
}
