import Foundation
import HTTPTypes
import Hummingbird

/// The Graph API: takes messages, then reports what became of them.
struct GraphRoutes: Sendable {
    let state: EmulatorState
    let statuses: StatusSender
    let accessToken: String?

    func add(to router: Router<EmulatorContext>) {
        router.get("/:first") { (request, context) -> Response in
            try number(request, try context.parameters.require("first"))
        }
        router.get("/:first/:second") { (request, context) -> Response in
            try number(request, try context.parameters.require("second"))
        }
        router.post("/:first/messages") { (request, context) -> Response in
            try await send(request, context, phoneNumberID: context.parameters.require("first"))
        }
        router.post("/:first/:second/messages") { (request, context) -> Response in
            try await send(request, context, phoneNumberID: context.parameters.require("second"))
        }
    }

    /// The phone number itself, for who may send from it.
    private func number(_ request: Request, _ id: String) throws -> Response {
        if let accessToken, request.headers[.authorization] != "Bearer \(accessToken)" {
            let problem = GraphProblem(status: 401, code: 190, message: "Invalid OAuth access token.")
            return try .json(problem, status: .unauthorized)
        }
        return try .json(["id": id])
    }

    private func send(_ request: Request, _ context: EmulatorContext, phoneNumberID: String) async throws -> Response {
        let body = try await request.bytes()
        let (behaviour, fault) = await state.nextGraphCall()
        await Patience.wait(milliseconds: behaviour.delayMs)
        if let accessToken, request.headers[.authorization] != "Bearer \(accessToken)" {
            return try await refuse(GraphProblem(status: 401, code: 190, message: "Invalid OAuth access token."))
        }
        let send: GraphSend
        do {
            send = try JSONDecoder().decode(GraphSend.self, from: body)
        } catch {
            return try await refuse(GraphProblem(code: 100, message: "(#100) The body cannot be read: \(error)"))
        }
        if let problem = send.problem { return try await refuse(problem) }
        if let fault, fault.kind == .error { return try await refuse(fault) }
        if send.status != nil { return try .json(GraphSuccess()) }
        let message = await take(send, phoneNumberID: phoneNumberID, fault: fault)
        switch fault?.kind {
        case .hold: return try await context.hold()
        case .close: return try await context.hangUp()
        case .noID: return try .json(GraphAcceptance(id: nil, to: message.to, recipient: message.recipient))
        case .error, nil:
            return try .json(GraphAcceptance(id: message.id, to: message.to, recipient: message.recipient))
        }
    }

    /// Remembers a message and has its statuses reported, whatever Concierge is then told: Meta took it.
    private func take(_ send: GraphSend, phoneNumberID: String, fault: GraphFault?) async -> ReceivedMessage {
        let message = ReceivedMessage(
            id: "wamid.\(UUID().uuidString.filter { $0 != "-" })",
            phoneNumberID: phoneNumberID,
            to: send.toDigits,
            recipient: send.recipient,
            type: send.type ?? "text",
            text: send.text?.body,
            opaque: send.opaque,
            answered: fault?.kind.rawValue ?? "accepted",
            receivedAt: Date()
        )
        await state.record(message)
        await statuses.report(on: message)
        return message
    }

    private func refuse(_ problem: GraphProblem) async throws -> Response {
        await state.countRefused()
        return try .json(problem, status: HTTPResponse.Status(code: problem.status))
    }

    private func refuse(_ fault: GraphFault) async throws -> Response {
        await state.countRefused()
        let status = HTTPResponse.Status(code: fault.status ?? 500)
        var headers = HTTPFields()
        if let seconds = fault.retryAfter { headers[.retryAfter] = String(seconds) }
        guard let code = fault.code else { return Response(status: status, headers: headers) }
        let words = fault.message ?? "(#\(code)) Emulated"
        return try .json(
            GraphProblem(status: status.code, code: code, message: words),
            status: status,
            headers: headers
        )
    }
}
