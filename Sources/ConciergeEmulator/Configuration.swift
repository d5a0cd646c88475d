/// What the emulator is started with.
package struct EmulatorConfiguration: Sendable {
    /// Where to listen.
    package var host = "127.0.0.1"
    /// Where to listen; 0 takes any free port.
    package var port = 3900
    /// Where Concierge takes WhatsApp webhooks.
    package var webhookURL = "http://127.0.0.1:3000/webhooks/whatsapp"
    /// What webhooks are signed with.
    package var appSecret = "emulator-app-secret"
    /// The token sends must show; nil takes any.
    package var accessToken: String?
    /// The hotel's number that guests write to unless they say another.
    package var phoneNumberID = "106540352242922"
    /// How to behave at first.
    package var behaviour = Behaviour()
    /// How many messages, and how many engine requests, to remember.
    package var keep = 100_000
    /// How often a status that Concierge did not take is tried again.
    package var statusRetries = 5

    /// The defaults.
    package init() {}
}
