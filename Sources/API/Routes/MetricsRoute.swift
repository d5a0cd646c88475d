import HTTPTypes
import Hummingbird

/// `/metrics`, for those who may read it.
struct MetricsRoute {
    let text: @Sendable () -> String
    let access: MetricsAccess

    func add(to router: Router<EdgeContext>) {
        let text = text
        let access = access
        router.get("/metrics") { request, context in
            try access.admit(request, context: context)
            var headers = HTTPFields()
            headers[.contentType] = MetricExposition.contentType
            headers[.cacheControl] = "no-store"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text())))
        }
    }
}
