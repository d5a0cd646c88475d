import AsyncHTTPClient
import Domain
import Foundation

/// Hands messages to the Cloud API.
struct WhatsAppSender: Sendable {
    let httpClient: HTTPClient
    let graphURL: String

    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        let call: ProviderCall
        do {
            call = try self.call(for: message, credentials: credentials)
        } catch {
            return .refused(error)
        }
        return switch await call.perform(by: httpClient, deadline: deadline) {
        case .answered(let status, let retryAfter, let body):
            WhatsAppAnswer(status: status, retryAfter: retryAfter, body: body).outcome
        case .neverLeft(let detail):
            .refused(SendFailure(class: .transient, code: "not_sent", detail: detail))
        case .lost(let detail):
            .unknown(detail: detail)
        }
    }

    /// The request, or what is certain to be refused about it.
    private func call(
        for message: OutboundMessage,
        credentials: EndpointCredentials
    ) throws(SendFailure) -> ProviderCall {
        let token = credentials.accessToken
        guard Self.isUsable(token: token) else {
            throw SendFailure(class: .account, code: "no_token", detail: "the endpoint has no usable access token")
        }
        guard Self.isUsable(number: message.endpointAddress) else {
            throw SendFailure(class: .account, code: "no_number", detail: "not a phone number id")
        }
        guard !message.text.isEmpty else {
            throw SendFailure(class: .content, code: "empty_text", detail: "there is nothing to send")
        }
        if let limit = ChannelKind.whatsapp.maximumOutboundLength, message.text.utf16.count > limit {
            throw SendFailure(class: .content, code: "text_too_long", detail: "more than \(limit) characters")
        }
        return ProviderCall(
            url: "\(graphURL)/\(message.endpointAddress)/messages",
            headers: [("authorization", "Bearer \(token)"), ("content-type", "application/json")],
            body: try body(of: message)
        )
    }

    /// Whether it can stand in a header.
    static func isUsable(token: String) -> Bool {
        !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether it can be part of a path: nothing but letters and digits can.
    static func isUsable(number: String) -> Bool {
        !number.isEmpty && number.unicodeScalars.allSatisfy { $0.isASCII && $0.properties.isAlphanumeric }
    }

    private func body(of message: OutboundMessage) throws(SendFailure) -> [UInt8] {
        let request = WhatsAppSendRequest(
            to: message.recipient.kind == .phone ? message.recipient.value.filter(\.isASCIIDigit) : nil,
            // A user id in `to` has been seen to be answered with 200 and to vanish.
            recipient: message.recipient.kind == .whatsappUser ? message.recipient.value : nil,
            text: message.text,
            deliveryID: message.deliveryID
        )
        guard request.to?.isEmpty == false || request.recipient?.isEmpty == false else {
            throw SendFailure(
                class: .recipient,
                code: "unsupported_identity",
                detail: "WhatsApp reaches no identity of kind \(message.recipient.kind.rawValue)"
            )
        }
        do {
            return Array(try JSONEncoder().encode(request))
        } catch {
            throw SendFailure(class: .content, code: "not_encodable", detail: String(describing: error))
        }
    }
}

/// The body of a send, by Meta's names.
private struct WhatsAppSendRequest: Encodable {
    struct Text: Encodable {
        var body: String
        var preview_url = false
    }

    var messaging_product = "whatsapp"
    var recipient_type = "individual"
    var to: String?
    var recipient: String?
    var type = "text"
    var text: Text
    var biz_opaque_callback_data: String

    init(to: String?, recipient: String?, text: String, deliveryID: DeliveryID) {
        self.to = to
        self.recipient = recipient
        self.text = Text(body: text)
        biz_opaque_callback_data = deliveryID.description
    }
}

extension Unicode.Scalar.Properties {
    /// Whether it is a letter or a digit.
    fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType != nil }
}

extension Character {
    /// Whether it is one of 0 to 9.
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
