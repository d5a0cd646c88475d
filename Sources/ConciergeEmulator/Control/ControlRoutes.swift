import Foundation
import Hummingbird

/// Watching and steering the emulator.
struct ControlRoutes: Sendable {
    let state: EmulatorState

    func add(to router: Router<EmulatorContext>) {
        router.get("/") { (_, _) -> Response in .text(await page()) }
        router.get("/messages") { (request, _) -> Response in
            try Response.json(await state.messages(to: request.uri.queryParameters.get("to")))
        }
        router.delete("/messages") { (_, _) -> Response in
            await state.clear()
            return Response(status: .noContent)
        }
        router.get("/counts") { (_, _) -> Response in try Response.json(await state.counts) }
        router.get("/behaviour") { (_, _) -> Response in try Response.json(await state.behaviour) }
        router.put("/behaviour") { (request, _) -> Response in
            do {
                let behaviour = try JSONDecoder().decode(Behaviour.self, from: try await request.bytes())
                await state.behave(behaviour)
                return try .json(behaviour)
            } catch let error as DecodingError {
                return .text("cannot be read: \(error)\n", status: .badRequest)
            }
        }
    }

    /// A page to keep open and reload.
    private func page() async -> String {
        let counts = await state.counts
        let latest = await state.messages(to: nil).suffix(20)
        let lines = latest.map { message in
            "\(message.number)  \(message.receivedAt.ISO8601Format())  to \(message.to ?? message.recipient ?? "?")  "
                + "\(message.answered)  \(message.text ?? "(\(message.type))")"
        }
        return """
            Concierge emulator: WhatsApp's Graph API and an AI engine, on this machine only.

            messages \(counts.messages), refused \(counts.refused), engine requests \(counts.engineRequests)
            statuses delivered \(counts.statusesDelivered), lost \(counts.statusesLost)

            POST /guest {"from": "+15005550006", "name": "Ada", "text": "Two towels please"}
            GET /messages?to=15005550006 · DELETE /messages · GET /engine/requests · GET /counts
            GET /behaviour · PUT /behaviour {"engine": {"faults": [{"kind": "hold", "times": 3}]}}

            The last \(lines.count):
            \(lines.joined(separator: "\n"))

            """
    }
}
