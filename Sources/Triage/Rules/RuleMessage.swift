package import Domain
package import Language

/// What rules may know of a guest's message before it is stored.
package struct RuleMessage: Sendable {
    /// The guest's words.
    package var text: String
    /// The words, cut and folded.
    package var tokens: [GuestTokens.Token]
    package var channel: ChannelKind

    /// Puts a message together; words that were cut already are not cut again.
    package init(
        _ text: String,
        channel: ChannelKind,
        tokens: [GuestTokens.Token]? = nil
    ) {
        self.text = text
        self.tokens = tokens ?? GuestTokens(text).tokens
        self.channel = channel
    }

    /// Whether there are words to go by: a photograph without any goes on to the engine.
    var isBlank: Bool { text.unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
