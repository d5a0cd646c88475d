import Domain
import Foundation
import StrictJSON

/// Hands messages to channel services.
struct RelaySender: Sendable {
    let clients: GuardedClients

    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        let call: ProviderCall
        let result: ProviderCall.Result
        do {
            call = try self.call(for: message, credentials: credentials, now: Date())
            result = try await clients.speak(to: call.url) { await call.perform(by: $0, deadline: deadline) }
        } catch let failure as SendFailure {
            return .refused(failure)
        } catch let refusal as GuardedClients.Refusal {
            let failureClass: SendFailure.Class = if case .unresolved = refusal { .transient } else { .account }
            return .refused(
                SendFailure(class: failureClass, code: "url_refused", detail: "the endpoint's URL: \(refusal)")
            )
        } catch {
            return .refused(SendFailure(class: .content, code: "not_encodable", detail: "\(error)"))
        }
        return switch result {
        case .answered(let status, let retryAfter, let body):
            RelayAnswer(status: status, retryAfter: retryAfter, body: body).outcome(of: message.deliveryID)
        case .neverLeft(let detail):
            .refused(SendFailure(class: .transient, code: "not_sent", detail: detail))
        case .lost(let detail):
            // The service takes a delivery once, so asking again doubles nothing.
            .refused(SendFailure(class: .transient, code: "no_answer", detail: detail))
        }
    }

    /// The request, or what is certain to be refused about it.
    private func call(for message: OutboundMessage, credentials: EndpointCredentials, now: Date) throws -> ProviderCall
    {
        let secrets = credentials.appSecrets.compactMap { StandardWebhooks.Secret($0) }
        guard let url = credentials.url, !secrets.isEmpty else {
            throw SendFailure(class: .account, code: "no_url", detail: "the endpoint has no URL or no secret")
        }
        guard !message.text.isEmpty else {
            throw SendFailure(class: .content, code: "empty_text", detail: "there is nothing to send")
        }
        guard let recipient = RelayAddress.recipient(message.recipient, channel: message.endpointAddress) else {
            throw SendFailure(
                class: .recipient,
                code: "unsupported_identity",
                detail: "a channel service reaches no identity of kind \(message.recipient.kind.rawValue)"
            )
        }
        let id = message.deliveryID.description
        let body = RelayMessage(
            channelId: message.endpointAddress,
            channelType: (message.channel ?? .relay).rawValue,
            recipientId: recipient,
            content: message.text,
            metadata: .init(deliveryId: id),
            timestamp: now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            messageId: id
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(body))
        var headers: [(name: String, value: String)] = [
            ("content-type", "application/json"),
            (StandardWebhooks.idHeader, id),
            (StandardWebhooks.timestampHeader, StandardWebhooks.seconds(now)),
            (
                StandardWebhooks.signatureHeader,
                StandardWebhooks.sign(bytes, id: id, timestamp: now, secrets: secrets)
            ),
        ]
        if !credentials.accessToken.isEmpty {
            guard credentials.accessToken.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw SendFailure(class: .account, code: "no_token", detail: "the endpoint's token cannot be sent")
            }
            headers.append(("authorization", "Bearer \(credentials.accessToken)"))
        }
        return ProviderCall(url: url, headers: headers, body: bytes)
    }
}

/// The inbound contract the other way.
private struct RelayMessage: Encodable {
    struct Metadata: Encodable {
        var deliveryId: String
    }

    var channelId: String
    var channelType: String
    var recipientId: String
    var content: String
    var metadata: Metadata
    var timestamp: String
    var messageId: String
}

/// What a channel service answered, and what that means.
struct RelayAnswer {
    var status: Int
    var retryAfter: Duration?
    var body: [UInt8]

    /// Decides on the HTTP status alone.
    func outcome(of delivery: DeliveryID) -> SendOutcome {
        let failureClass: SendFailure.Class
        switch status {
        case 200..<300:
            // A service that names the message names it; one that does not knows it by ours.
            let name = (try? JSONDocument(body).root)?["messageId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            return .accepted(providerMessageID: name.map { String($0.prefix(500)) } ?? delivery.description)
        case 429: failureClass = .throttledEndpoint
        // 410 says that nobody will be there again: the endpoint rests, and staff are told that it is at fault.
        case 401, 403, 404, 410: failureClass = .account
        case 408, 425, 500..<600: failureClass = .transient
        case 400..<500: failureClass = .content
        default: failureClass = .permanent
        }
        let words = String(decoding: body.prefix(1000), as: UTF8.self)
        return .refused(
            SendFailure(
                class: failureClass,
                code: "http_\(status)",
                detail: words.isEmpty ? "HTTP \(status)" : words,
                retryAfter: retryAfter
            )
        )
    }
}
