/// The ways a guest can reach a hotel.
package enum ChannelKind: String, Sendable, Codable, CaseIterable {
    case whatsapp, sms, email, web, relay
}

/// Who wrote a message.
package enum Author: String, Sendable, Codable, CaseIterable {
    case guest, ai, staff, system
}

/// Who owns the next word of a conversation.
package enum ConversationState: String, Sendable, Codable, CaseIterable {
    /// Opened, but the guest has not written yet.
    case new
    /// The AI may speak.
    case active
    /// People own the next word; the AI is silent.
    case escalated
    /// Closed; a guest who writes soon reopens it.
    case resolved
}

/// Where an AI turn stands.
package enum TurnState: String, Sendable, Codable, CaseIterable {
    case accumulating, running, done, superseded, discarded, failed
}

/// How far an outbound message has come.
package enum DeliveryState: String, Sendable, Codable, CaseIterable {
    case queued, sending, sent, delivered, read, failed, unknown, suppressed
}

/// What ingest decided about one inbound message. Stored with it and returned for it, and for every repeat of it.
package enum Decision: String, Sendable, Codable, CaseIterable {
    /// It began a turn.
    case turnOpened = "turn_opened"
    /// It joined the turn that was still accumulating.
    case absorbed
    /// The engine is busy with the conversation; it joined the pending turn.
    case queued
    /// People own the conversation.
    case toStaff = "to_staff"
    /// A routing rule answered or refused it.
    case routedRule = "routed_rule"
    /// Over a limit: stored and flagged, not answered.
    case rejected
    /// Seen before; nothing was stored.
    case duplicate
    /// Stored, to be answered when something else allows it.
    case held
}

/// Why a conversation went to people.
package enum EscalationReason: String, Sendable, Codable, CaseIterable {
    case lowConfidence = "low_confidence"
    case engineRequested = "engine_requested"
    case guestRequested = "guest_requested"
    case rule
    case emergency
    /// Several attempts in a row did not help.
    case repeatedFailure = "repeated_failure"
    /// The guest brings the same trouble up again.
    case repeatedIssue = "repeated_issue"
    /// The hotel wants people to handle such matters.
    case alwaysEscalate = "always_escalate"
    /// The guest is angry.
    case negativeSentiment = "negative_sentiment"
    case engineSilent = "engine_silent"
    case staff
}

/// What a guest's message carried.
package enum ContentKind: String, Sendable, Codable, CaseIterable {
    case text, image, audio, video, document, sticker, location, contacts, interactive, button, reaction, order
    case system, unsupported
}
