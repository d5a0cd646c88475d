import Crypto
package import Domain
import Foundation
package import Postgres

/// One guest message ready to be stored: its endpoint found, its key computed, its text made safe.
package struct IngestItem: Sendable {
    /// Why a stored message is not quite what was sent.
    package enum Flag: String, Sendable, CaseIterable {
        /// The text was longer than we keep; the raw receipt has all of it.
        case truncated
        /// NUL, which PostgreSQL cannot store, became U+FFFD.
        case nulReplaced = "nul_replaced"
        /// It came without a provider's id.
        case derivedKey = "derived_key"
        /// The numbers of payment cards were taken away, but for their last four digits.
        case masked
        /// It could not be looked through for such numbers, so nothing of it was kept.
        case unreadable
    }

    /// Our id of the message.
    package let id: MessageID
    /// The endpoint it came in on.
    package let endpoint: EndpointID
    /// What it is known by for ever: 32 bytes.
    package let key: Bytes
    /// The message, its text and names safe to store.
    package let message: InboundMessage
    /// What had to be done to it.
    package let flags: [Flag]
    /// What is known of it already.
    package let triage: MessageTriage

    /// Prepares a message for an endpoint.
    package init(
        _ message: InboundMessage,
        endpoint: EndpointID,
        id: MessageID = MessageID(UUID.version7()),
        triage: MessageTriage = MessageTriage()
    ) {
        self.id = id
        self.triage = triage
        self.endpoint = endpoint
        // Before everything, so that not even a digest of a card's number is kept.
        var (safe, flags) = Self.withoutCards(message)
        key = Self.key(of: safe)
        let text = SafeText(safe.text)
        safe.text = text.text
        safe.senderName = safe.senderName.map(SafeText.withoutNUL)
        safe.providerMessageID = safe.providerMessageID.map(SafeText.withoutNUL)
        safe.raw = SafeText.withoutNUL(safe.raw)
        if text.isTruncated { flags.append(.truncated) }
        if message.text.utf8.contains(0) { flags.append(.nulReplaced) }
        if message.providerMessageID == nil { flags.append(.derivedKey) }
        self.message = safe
        self.flags = flags
    }

    /// What is kept of a message that could not be looked through.
    package static let unreadable = "[This message could not be checked for card numbers and was not kept.]"

    /// A text as it is stored: without card numbers, no longer than is kept.
    package static func storedText(_ text: String) -> String {
        do throws(CardNumbers.Overrun) {
            return SafeText(try CardNumbers.masked(text) ?? text).text
        } catch {
            return unreadable
        }
    }

    /// The message without the numbers of payment cards, wherever they stand in it.
    private static func withoutCards(_ message: InboundMessage) -> (InboundMessage, [Flag]) {
        var safe = message
        do throws(CardNumbers.Overrun) {
            let text = try CardNumbers.masked(message.text)
            let name = if let name = message.senderName { try CardNumbers.masked(name) } else { nil as String? }
            let raw = try CardNumbers.masked(body: Array(message.raw.utf8))
            if text == nil && name == nil && raw == nil { return (message, []) }
            safe.text = text ?? message.text
            safe.senderName = name ?? message.senderName
            safe.raw = raw.map { String(decoding: $0, as: UTF8.self) } ?? message.raw
            return (safe, [.masked])
        } catch {
            safe.text = unreadable
            safe.senderName = nil
            safe.raw = "{}"
            return (safe, [.unreadable])
        }
    }

    /// The key a message is deduplicated by: its provider's id, else what it is made of.
    private static func key(of message: InboundMessage) -> Bytes {
        var hash = SHA256()
        if let id = message.providerMessageID {
            hash.update(data: Array(id.utf8))
        } else {
            let sender = message.senders.first.map { "\($0.kind.rawValue):\($0.value)" } ?? ""
            let moment = message.sentAt.map { String($0.timeIntervalSince1970) } ?? ""
            // Lengths between the parts, so that no two different messages make the same bytes.
            for part in [message.endpointAddress, sender, moment, message.text] {
                hash.update(data: Array("\(part.utf8.count):".utf8))
                hash.update(data: Array(part.utf8))
            }
        }
        return Bytes(Array(hash.finalize()))
    }
}

/// What became of one inbound message.
package struct IngestOutcome: Sendable, Hashable {
    /// The message as stored; for a repeat, the first one.
    package let message: MessageID
    /// Its conversation; nil only for a repeat whose message was erased since.
    package let conversation: ConversationID?
    /// Its turn; nil when people or nobody will answer it.
    package let turn: TurnID?
    /// What was decided; for a repeat, what was decided then.
    package let decision: Decision
    /// Whether it had been seen before, so that nothing was stored.
    package let isRepeated: Bool
    /// How long until its turn is due; nil when there is none to wait for.
    package let wait: Duration?
    /// Why it was decided so, as `messages.decision_reason` says; nil for a repeat of a message stored before reasons were.
    package let reason: String?
    /// The turn it stopped: what is thought about it now is for staff only.
    package let superseded: TurnID?
}

/// The limits that apply where a hotel sets none of its own.
package struct IngestDefaults: Sendable {
    /// How many messages a guest may send in a window.
    package var rateLimit: RateLimit
    /// How long after it was resolved a conversation is taken up again.
    package var reopenWindow: Duration

    /// Names both.
    package init(
        rateLimit: RateLimit = RateLimit(maxRequests: 100, windowMs: 60_000),
        reopenWindow: Duration = .seconds(4 * 3600)
    ) {
        self.rateLimit = rateLimit
        self.reopenWindow = reopenWindow
    }
}
