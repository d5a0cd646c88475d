import Domain
import Foundation
import Postgres

extension PublishedEvent {
    /// Reads a row of the page statement, whose columns come in this order.
    init(_ row: Row, after before: EventCursor, target: Snapshot) throws {
        var columns = Columns(row: row)
        id = try columns.next()
        guard let number = UInt64(try columns.next(as: String.self)) else {
            throw PostgresError(.decoding, "a transaction's number cannot be read", statement: "events.page")
        }
        xid = number
        cursor = EventCursor(
            generation: before.generation,
            base: before.base,
            page: EventCursor.Page(target: target, last: id)
        )
        conversationID = try columns.next()
        sequence = try columns.next()
        kind = try columns.next()
        payload = try columns.next()
        createdAt = try columns.next()
        age = .milliseconds(max(0, try columns.next(as: Double.self)))
        message = try EventMessage(&columns)
        conversation = try EventConversation(&columns)
        delivery = try EventDelivery(&columns)
        task = try EventTask(&columns)
        turn = try EventTurn(&columns)
    }
}

/// Reads a row from left to right: names cost a search each, and these rows are read by the thousand.
private struct Columns {
    let row: Row
    private var position = 0

    init(row: Row) {
        self.row = row
    }

    mutating func next<Value: PostgresDecodable>(as type: Value.Type = Value.self) throws -> Value {
        defer { position += 1 }
        return try row.get(position, as: type)
    }

    mutating func word<Word: RawRepresentable<String>>(as type: Word.Type = Word.self) throws -> Word {
        guard let word: Word = try wordIfAny() else {
            throw PostgresError(.decoding, "column \(position - 1) of an event is NULL", statement: "events.page")
        }
        return word
    }

    mutating func wordIfAny<Word: RawRepresentable<String>>(as type: Word.Type = Word.self) throws -> Word? {
        guard let text = try next(as: String?.self) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw PostgresError(.decoding, "a word of an event is none of \(Word.self)'s", statement: "events.page")
        }
        return word
    }

    /// The id a group of columns begins with; nil, and past the group, when it was joined to nothing.
    mutating func key<Key: PostgresDecodable>(ofGroup width: Int) throws -> Key? {
        if let key = try next(as: Key?.self) { return key }
        position += width - 1
        return nil
    }
}

extension EventMessage {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let id: MessageID = try columns.key(ofGroup: 13) else { return nil }
        self.id = id
        sequence = try columns.next()
        author = try columns.word()
        kind = try columns.next()
        body = try columns.next()
        createdAt = try columns.next()
        turnID = try columns.next()
        staffID = try columns.next()
        staffName = try columns.next()
        decision = try columns.next()
        flags = try columns.next()
        deliveryID = try columns.next()
        deliveryState = try columns.wordIfAny()
    }
}

extension EventConversation {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let id: ConversationID = try columns.key(ofGroup: 18) else { return nil }
        self.id = id
        state = try columns.word()
        stateVersion = try columns.next()
        channel = try columns.word()
        guestID = try columns.next()
        guestName = try columns.next()
        assigneeID = try columns.next()
        assigneeName = try columns.next()
        departmentID = try columns.next()
        priority = try columns.next()
        tags = try columns.next()
        unreadCount = Int(try columns.next(as: Int32.self))
        lastMessageAt = try columns.next()
        lastAuthor = try columns.wordIfAny()
        escalationReason = try columns.next()
        queued = try Queued(&columns)
    }
}

extension EventConversation.Queued {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let turn: TurnID = try columns.key(ofGroup: 3) else { return nil }
        turnID = turn
        messageCount = Int(try columns.next(as: Int32.self))
        since = try columns.next()
    }
}

extension EventDelivery {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let id: DeliveryID = try columns.key(ofGroup: 4) else { return nil }
        self.id = id
        messageID = try columns.next()
        state = try columns.word()
        errorCode = try columns.next()
    }
}

extension EventTask {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let id: TaskID = try columns.key(ofGroup: 11) else { return nil }
        self.id = id
        departmentID = try columns.next()
        room = try columns.next()
        description = try columns.next()
        priority = try columns.next()
        status = try columns.next()
        assigneeID = try columns.next()
        assigneeName = try columns.next()
        version = try columns.next()
        dueAt = try columns.next()
        createdAt = try columns.next()
    }
}

extension EventTurn {
    fileprivate init?(_ columns: inout Columns) throws {
        guard let id: TurnID = try columns.key(ofGroup: 6) else { return nil }
        self.id = id
        state = try columns.word()
        outcome = try columns.next()
        intent = try columns.next()
        confidence = try columns.next()
        hasDraft = try columns.next()
    }
}
