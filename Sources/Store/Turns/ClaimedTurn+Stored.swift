import Domain
import Foundation

/// The lists of a claimed turn, as the function that claims it builds them.
extension ClaimedTurn.BurstMessage {
    init(_ stored: StoredObject) throws {
        id = try stored.id("id")
        seq = try stored.integer("seq")
        kind = try stored.word("kind")
        text = try stored.text("text")
        createdAt = try stored.time("createdAt")
        flags = try stored.texts("flags")
    }
}

extension ClaimedTurn.HistoryLine {
    init(_ stored: StoredObject) throws {
        id = try stored.id("id")
        seq = try stored.integer("seq")
        author = try stored.word("author")
        text = try stored.text("text")
        createdAt = try stored.time("createdAt")
    }
}

extension ClaimedTurn.PastTurn {
    init(_ stored: StoredObject) throws {
        self.init(
            intent: try stored.textIfAny("intent"),
            confidence: try stored.numberIfAny("confidence"),
            outcome: try stored.textIfAny("outcome"),
            text: try stored.textIfAny("text")
        )
    }
}
