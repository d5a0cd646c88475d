package import Domain

/// Who carries messages, as far as this program knows.
package enum KnownProviders {
    /// The kinds of channel an endpoint of a provider may be; nil for a provider that nothing here speaks with.
    package static func channels(of provider: String) -> Set<ChannelKind>? {
        switch provider {
        case WhatsApp.provider: [.whatsapp]
        case WebChatChannel.providerName: [.web]
        // A channel service of the hotel's own carries what it likes, but the chat, which is served here.
        case RelayChannel.providerName: Set(ChannelKind.allCases).subtracting([.web])
        default: nil
        }
    }
}
