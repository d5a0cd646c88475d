import Channels
import Conversations
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Postgres
import Sessions
import Store

/// The first and last stop of every request: names it, counts it, and turns whatever was thrown into an answer.
///
/// It is the only place that logs a failed request, once, and the only one that maps an error to a status.
struct EdgeMiddleware: RouterMiddleware {
    typealias Context = EdgeContext

    let metrics: EdgeMetrics
    let routes: RouteTable

    func handle(
        _ request: Request,
        context: EdgeContext,
        next: @concurrent (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = Self.requestID(of: request) ?? context.id
        metrics.began()
        let started = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            // The bytes are no HTTP: the connection answers 400 and closes, no route is to blame.
            metrics.ended(method: request.method.rawValue, route: "invalid", status: 400, elapsed: .now - started)
            throw error
        } catch {
            response = answer(problem(for: error, request: request), request: request, context: context)
        }
        // Whoever made the answer: a body after an answer to HEAD would be read as the beginning of the next answer.
        if request.method == .head { response = response.createHeadResponse() }
        response.headers[.xRequestID] = context.requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        let route = routes.route(at: request.uri.path)?.template ?? "unknown"
        metrics.ended(
            method: request.method.rawValue,
            route: route,
            status: response.status.code,
            elapsed: .now - started
        )
        return response
    }

    private func problem(for error: any Error, request: Request) -> Problem {
        let problem = Problem.from(error)
        // Only the router itself says that there is no such route; a thing that is not there is its handler's word.
        if error is any HTTPResponseError, problem.code == "not_found",
            let route = routes.route(at: request.uri.path), !route.methods.contains(request.method.rawValue)
        {
            return .methodNotAllowed(route.methods)
        }
        return problem
    }

    private func answer(_ problem: Problem, request: Request, context: EdgeContext) -> Response {
        if problem.status >= 500, problem.cause != nil || problem.status == 500 {
            context.logger.error(
                "request failed",
                metadata: [
                    "requestId": "\(context.requestID)", "method": "\(request.method)", "path": "\(request.uri.path)",
                    "status": "\(problem.status)", "code": "\(problem.code)",
                    "error": "\(problem.cause.map { "\($0)" } ?? "unknown")",
                ]
            )
        }
        var headers = HTTPFields()
        headers[.contentType] = Problem.contentType
        headers[.cacheControl] = "no-store"
        for (name, value) in problem.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let body = ByteBuffer(bytes: problem.json(requestID: context.requestID))
        return Response(status: .init(code: problem.status), headers: headers, body: .init(byteBuffer: body))
    }

    /// The caller's own id, when it is one that may stand in a log and a header.
    private static func requestID(of request: Request) -> String? {
        guard let id = request.headers[.xRequestID], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            })
        else { return nil }
        return id
    }
}

extension Problem {
    /// The one place that maps an error to an answer.
    static func from(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let failure as AuthenticationFailure: failure.problem
        case let failure as TooManyUnknownCredentials: .tooManyAttempts(failure.retryAfter)
        case let refusal as InvalidTransition:
            Problem(
                409,
                refusal.code,
                "Not possible now",
                detail: "\(refusal)",
                allowed: refusal.allowed.map(\.rawValue)
            )
        case let refusal as ChangeRefusal: refusal.problem
        case let refusal as InvalidTaskStep:
            Problem(
                409,
                refusal.code,
                "Not possible now",
                detail: "\(refusal)",
                allowed: refusal.allowed.map(\.rawValue)
            )
        case let refusal as DeskRefusal: refusal.problem
        case let failure as PostgresError: .from(failure)
        case let known as any HTTPResponseError: .status(known.status.code, phrase: known.status.reasonPhrase)
        case is CancellationError: Problem(503, "shutting_down", "Shutting down", headers: [("Retry-After", "1")])
        default: .internal(error)
        }
    }
}

extension Problem {
    /// What callers may know of a database's trouble: whether to come again.
    private static func from(_ failure: PostgresError) -> Problem {
        if failure.sqlState == .lockNotAvailable, failure.statement == "idempotency.reserve" {
            return Problem(
                409,
                "idempotency_in_flight",
                "Request in flight",
                detail: "Another request with this key is being worked on.",
                headers: [("Retry-After", "1")]
            )
        }
        if failure.sqlState == .foreignKeyViolation {
            return Problem(
                409,
                "reference_conflict",
                "In use or gone",
                detail: "Something it names is gone, or something still names it.",
                cause: failure
            )
        }
        if failure.sqlState == .lockNotAvailable {
            let detail = "Somebody else is changing it."
            return Problem(503, "busy", "Busy", detail: detail, headers: [("Retry-After", "1")], cause: failure)
        }
        let isPassing =
            failure.isRetryable || failure.isConnectionLoss
            || [.poolExhausted, .timeout, .connectFailed, .transactionAborted].contains(failure.code)
        guard isPassing else { return .internal(failure) }
        return Problem(503, "unavailable", "Unavailable now", headers: [("Retry-After", "1")], cause: failure)
    }
}
