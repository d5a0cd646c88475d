import Hummingbird
import Testing

@testable import API

/// Which address a path is, whatever the method.
@Suite struct RouteTableTests {
    private let table: RouteTable = {
        let router = Router(context: EdgeContext.self)
        router.get("/") { _, _ in "" }
        router.get("/api/v1/things") { _, _ in "" }
        router.post("/api/v1/things") { _, _ in "" }
        router.get("/api/v1/things/{id}") { _, _ in "" }
        router.post("/api/v1/things/{id}/close") { _, _ in "" }
        router.get("/api/v1/things/special") { _, _ in "" }
        return RouteTable(router)
    }()

    @Test(arguments: [
        ("/", "/"), ("/api/v1/things", "/api/v1/things"), ("/api/v1/things/1", "/api/v1/things/{id}"),
        ("/api/v1/things/special", "/api/v1/things/special"), ("/api/v1/things/1/close", "/api/v1/things/{id}/close"),
    ])
    func `A path finds its address`(_ path: String, _ template: String) {
        #expect(table.route(at: path)?.template == template)
    }

    @Test(arguments: ["/api", "/api/v1/things/1/open", "/api/v1/things/1/close/now", "/x/v1/things/1"])
    func `Other paths find none`(_ path: String) {
        #expect(table.route(at: path) == nil)
    }

    @Test func `Methods of one address are together`() {
        #expect(table.route(at: "/api/v1/things")?.methods.sorted() == ["GET", "HEAD", "POST"])
        #expect(table.route(at: "/api/v1/things/1/close")?.methods == ["POST"])
        #expect(table.all.count == 5)
    }
}
