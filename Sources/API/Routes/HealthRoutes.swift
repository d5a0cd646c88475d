import HTTPTypes
import Hummingbird

/// `/livez`: the process answers. `/readyz`: it can do its work.
struct HealthRoutes {
    let board: ReadinessBoard
    let access: MetricsAccess

    func add(to router: Router<EdgeContext>) {
        let board = board
        let access = access
        router.get("/livez") { _, _ in Self.text("alive") }
        router.get("/readyz") { request, context in
            let failures = await board.failures()
            guard !failures.isEmpty else { return Self.text("ready") }
            // Names are for load balancers and everybody; what exactly is wrong is for operators.
            let isOperator = (try? access.admit(request, context: context)) != nil
            throw Problem(
                503,
                "not_ready",
                "Not ready",
                errors: isOperator ? failures.map { .init(pointer: "/" + $0.name, detail: $0.detail) } : [],
                failing: failures.map(\.name),
                headers: [("Retry-After", "1")]
            )
        }
    }

    private static func text(_ text: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/plain; charset=utf-8"
        headers[.cacheControl] = "no-store"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
