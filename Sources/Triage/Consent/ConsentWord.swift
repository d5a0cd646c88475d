package import Domain

/// The words by which guests of text messages end the hotel's writing to them, and allow it again.
///
/// What carriers oblige everybody who sends text messages to obey, as Twilio lists it:
/// <https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out>. Only a message that is such a word and nothing
/// else counts: "please stop the noise next door" is for the concierge.
package enum ConsentWord {
    /// What a text message asks for; nil when it is an ordinary message.
    package static func wish(in text: String) -> ConsentChange.Wish? {
        // Nobody needs more for one word, whatever is pasted behind it.
        guard text.utf8.count <= 64 else { return nil }
        let letters = text.lowercased().filter(\.isLetter)
        guard text.allSatisfy({ $0.isLetter || $0.isWhitespace || $0.isPunctuation }) else { return nil }
        if stopping.contains(letters) { return .optOut }
        return starting.contains(letters) ? .optIn : nil
    }

    // "STOP ALL" and "opt-out" lose their spaces and dashes. ARRET is what Canadian carriers ask for beside STOP.
    private static let stopping: Set<String> = [
        "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "arret", "arrêt",
    ]
    private static let starting: Set<String> = ["start", "yes", "unstop"]
}
