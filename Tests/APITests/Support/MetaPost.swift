import Channels
import Foundation

/// A webhook as Meta posts it: one message of one guest, signed.
enum MetaPost {
    static func words(
        _ text: String,
        to address: String,
        from phone: String = "15005550006",
        id: String,
        secret: String
    )
        -> WebhookRequest
    {
        let seconds = Int(Date().timeIntervalSince1970)
        let body = Array(
            """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"\(address)"},
            "messages":[{"from":"\(phone)","id":"\(id)","timestamp":"\(seconds)","type":"text","text":{"body":"\(text)"}}]}}]}]}
            """.utf8
        )
        return WebhookRequest(
            method: "POST",
            path: "/webhooks/whatsapp",
            headers: [(MetaSignature.header, MetaSignature.sign(body, secret: secret))],
            body: body
        )
    }

    /// Meta's question whether the address is ours.
    static func handshake(_ token: String) -> WebhookRequest {
        WebhookRequest(
            method: "GET",
            path: "/webhooks/whatsapp",
            query: "hub.mode=subscribe&hub.verify_token=\(token)&hub.challenge=77"
        )
    }
}
