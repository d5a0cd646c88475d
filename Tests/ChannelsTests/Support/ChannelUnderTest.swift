import AsyncHTTPClient
import Channels
import Domain
import Testing

/// What the conformance suite must know of a channel. Every channel adds one to ``all``.
struct ChannelUnderTest: Sendable, CustomTestStringConvertible {
    /// The provider's name the channel must answer to.
    var provider: String
    /// Makes it, pointed at a server.
    var make: @Sendable (HTTPClient, _ url: String) -> any Channel
    /// Credentials with a token, a secret and a verify token.
    var credentials: EndpointCredentials
    /// A message it can send.
    var message: OutboundMessage
    /// The provider's acceptance, under the id `accepted-1`.
    var acceptance: ScriptedServer.Reply
    /// Refusals by the provider, each with what it means.
    var refusals: [(reply: ScriptedServer.Reply, class: SendFailure.Class, code: String)]
    /// Answers that prove neither that it was taken nor that it was not.
    var ambiguities: [ScriptedServer.Reply]
    /// Messages it refuses before asking anybody.
    var unsendable: [(message: OutboundMessage, class: SendFailure.Class)]
    /// How it is delivered to; nil when guests' words come in another way.
    var webhook: Webhook?

    /// What a provider delivers.
    struct Webhook: Sendable {
        /// A delivery of one message and one receipt, correctly signed with the first of the credentials' secrets.
        var delivery: WebhookRequest
        /// The same without any signature.
        var unsigned: WebhookRequest
        /// Bodies of which nothing can be read.
        var malformed: [[UInt8]]
    }

    var testDescription: String { provider }

    static let all: [ChannelUnderTest] = asking + [.webChat]
    /// Those that hand messages to somebody else.
    static let asking: [ChannelUnderTest] = [.whatsApp, .relay]
}
