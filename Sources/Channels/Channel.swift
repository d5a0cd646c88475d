package import Domain

/// One way of talking to guests: it verifies and reads what a provider delivers, and hands over what we answer.
///
/// A channel keeps no state of conversations and no secrets: both come with each call. It never throws out of
/// ``send(_:credentials:deadline:)``: every fate of a message is a ``SendOutcome``.
package protocol Channel: Sendable {
    /// The provider's name, as stored with every endpoint, for example `whatsapp`. Unique among channels.
    var provider: String { get }

    /// How guests reach the hotel through it.
    var kind: ChannelKind { get }

    /// What it can do, as data for the rules that pace, split and schedule.
    var capabilities: ChannelCapabilities { get }

    /// Answers a provider that asks whether this address is ours, before it delivers anything.
    ///
    /// - Parameters:
    ///   - request: what arrived.
    ///   - verifyTokens: the tokens of every endpoint that may be meant; empty ones match nothing.
    /// - Returns: the answer to give, or nil when this is not such a question.
    func handshake(_ request: WebhookRequest, verifyTokens: [String]) -> WebhookReply?

    /// Finds which of the candidate secrets this delivery was signed with. Fails closed: no header, an odd header or
    /// no candidate gives the empty set.
    ///
    /// The caller must check that the endpoint named in the payload owns one of the returned secrets; otherwise one
    /// hotel's app could forge messages for another's number.
    func verify(_ request: WebhookRequest, candidates: some Collection<String>) -> Set<String>

    /// Reads what was delivered. Items that cannot be read are quarantined, their siblings are kept.
    ///
    /// - Throws: ``WebhookError`` when nothing of the body can be read.
    func parse(_ request: WebhookRequest) throws(WebhookError) -> ParsedWebhook

    /// Hands one message to the provider, once; whether to try again is the caller's decision.
    ///
    /// - Parameters:
    ///   - message: what to send, from where, to whom.
    ///   - credentials: the endpoint's own.
    ///   - deadline: when to stop waiting. A request that had left by then is `unknown`, one that had not is `refused`.
    func send(
        _ message: OutboundMessage,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome

    /// Asks the provider whether an endpoint's credentials work, without any guest's noticing.
    ///
    /// - Parameters:
    ///   - address: the endpoint's.
    ///   - credentials: its own; nil when there are none, or they could not be opened.
    ///   - deadline: when to stop waiting.
    func check(
        address: String,
        credentials: EndpointCredentials?,
        deadline: ContinuousClock.Instant
    ) async -> CredentialsCheck
}
