import Foundation
import Hummingbird

/// Lets anybody be a guest.
struct GuestRoutes: Sendable {
    let delivery: WebhookDelivery
    let phoneNumberID: String

    /// What a guest says.
    struct Words: Decodable {
        var from: String?
        var userID: String?
        var name: String?
        var text: String
        var phoneNumberID: String?
        var id: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
            from = try container.decodeIfPresent(String.self, forKey: .from)
            userID = try container.decodeIfPresent(String.self, forKey: .userID)
            name = try container.decodeIfPresent(String.self, forKey: .name)
            text = try container.decode(String.self, forKey: .text)
            phoneNumberID = try container.decodeIfPresent(String.self, forKey: .phoneNumberID)
            id = try container.decodeIfPresent(String.self, forKey: .id)
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case from, userID, name, text, phoneNumberID, id
        }
    }

    /// What came of it.
    struct Outcome: Encodable {
        var id: String
        var concierge: WebhookDelivery.Answer
    }

    func add(to router: Router<EmulatorContext>) {
        router.post("/guest") { (request, _) -> Response in
            let words: Words
            do {
                words = try JSONDecoder().decode(Words.self, from: try await request.bytes())
            } catch let error as DecodingError {
                return .text("cannot be read: \(error)\n", status: .badRequest)
            }
            return try await say(words)
        }
    }

    private func say(_ words: Words) async throws -> Response {
        let phone = words.from.map { $0.filter { $0.isASCII && $0.isNumber } }
        guard phone?.isEmpty == false || words.userID?.isEmpty == false else {
            return .text("a guest needs from, a phone number, or userID\n", status: .badRequest)
        }
        let id = words.id ?? "wamid.\(UUID().uuidString.filter { $0 != "-" })"
        let body = WebhookBody(
            phoneNumberID: words.phoneNumberID ?? phoneNumberID,
            contact: WebhookBody.Contact(
                profile: WebhookBody.Contact.Profile(name: words.name ?? "Guest"),
                wa_id: phone,
                user_id: words.userID
            ),
            message: WebhookBody.Message(
                from: phone,
                from_user_id: words.userID,
                id: id,
                timestamp: String(Int(Date().timeIntervalSince1970)),
                text: WebhookBody.Message.Text(body: words.text)
            )
        )
        let answer = await delivery.deliver(try body.bytes())
        return try .json(Outcome(id: id, concierge: answer), status: answer.isTaken ? .ok : .badGateway)
    }
}
