import Channels
import Foundation

extension WebhookReply {
    /// Everything is stored.
    static var accepted: WebhookReply { WebhookReply(status: 200, body: Array("EVENT_RECEIVED".utf8)) }

    /// An answer in the one shape of errors (RFC 9457).
    static func refusal(_ status: Int, _ code: String, _ detail: String) -> WebhookReply {
        WebhookReply(
            status: status,
            contentType: "application/problem+json",
            body: Array(
                #"{"type":"about:blank","title":"\#(code)","status":\#(status),"code":"\#(code)","detail":"\#(detail)"}"#
                    .utf8
            )
        )
    }
}
