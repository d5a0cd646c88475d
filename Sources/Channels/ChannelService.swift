package import Domain

/// All channels of this program, by provider.
package struct ChannelService: Sendable {
    private let byProvider: [String: any Channel]

    /// Gathers the channels. Of two with one provider the later wins.
    package init(_ channels: [any Channel]) {
        byProvider = Dictionary(channels.map { ($0.provider, $0) }) { _, later in later }
    }

    /// The providers there are channels for, sorted.
    package var providers: [String] { byProvider.keys.sorted() }

    /// The channel of a provider, or nil when this program has none.
    package func channel(for provider: String) -> (any Channel)? { byProvider[provider] }

    /// Sends through the provider's channel.
    ///
    /// - Parameters:
    ///   - message: what to send, from where, to whom.
    ///   - provider: the endpoint's provider.
    ///   - credentials: the endpoint's own.
    ///   - deadline: when to stop waiting.
    /// - Returns: the channel's outcome; `refused` with class `account` and code `no_channel` when there is none.
    package func send(
        _ message: OutboundMessage,
        provider: String,
        credentials: EndpointCredentials,
        deadline: ContinuousClock.Instant
    ) async -> SendOutcome {
        guard let channel = byProvider[provider] else {
            return .refused(
                SendFailure(class: .account, code: "no_channel", detail: "no channel for provider \(provider)")
            )
        }
        return await channel.send(message, credentials: credentials, deadline: deadline)
    }
}
