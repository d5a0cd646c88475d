import Domain
import Postgres

/// The words a look at a guest's history found, in the order to go through them: what was passed on its way first.
struct GuestWords {
    private struct Word {
        var message: GuestMessageView
        /// Otherwise it is still on its way.
        var isVisible: Bool
        /// Whether the reader's cursor has passed it.
        var isLate: Bool
    }

    /// The conversations in their order, each with the number of its last word.
    private var lanes: [GuestCursor.Position] = []
    private var words: [Word] = []

    init(_ rows: Rows) throws {
        for row in rows {
            let conversation: ConversationID = try row.get("conversation_id")
            if !lanes.contains(where: { $0.conversation == conversation }) {
                lanes.append(.init(conversation: conversation, seq: Int(try row.get("message_seq", as: Int64.self))))
            }
            guard try row.get("id", as: MessageID?.self) != nil else { continue }
            words.append(
                Word(
                    message: try GuestMessageView(row),
                    isVisible: try row.get("is_visible"),
                    isLate: try row.get("is_late")
                )
            )
        }
    }

    /// The newest; behind the cursor is what is said from now on, and what is on its way.
    func newest(limit: Int) -> GuestHistoryPage {
        let visible = words.filter(\.isVisible).map(\.message)
        let pending = words.filter { !$0.isVisible }.map(\.message)
        var positions = lanes
        // More is on its way than a cursor names: from there on all is given again.
        if pending.count > GuestCursor.mostPending, let first = pending.last,
            let lane = lanes.firstIndex(where: { $0.conversation == first.conversation })
        {
            positions[lane].seq = first.seq - 1
            for later in positions.indices.dropFirst(lane + 1) { positions[later].seq = 0 }
        }
        return GuestHistoryPage(
            messages: visible.suffix(limit),
            cursor: positions.isEmpty
                ? nil
                : GuestCursor(positions: positions, pending: pending.prefix(GuestCursor.mostPending).map(\.id)),
            hasMore: visible.count > limit
        )
    }

    /// What the cursor's holder was not given yet.
    func page(after cursor: GuestCursor, limit: Int) -> GuestHistoryPage {
        var page = GuestHistoryPage(messages: [], hasMore: false)
        var pending: [MessageID] = []
        var read = Dictionary(cursor.positions.map { ($0.conversation, $0.seq) }) { max($0, $1) }
        for word in words {
            let isGiven = word.isVisible && page.messages.count < limit
            page.hasMore = page.hasMore || word.isVisible && !isGiven
            if isGiven {
                page.messages.append(word.message)
            } else if word.isLate || !word.isVisible && pending.count < GuestCursor.mostPending {
                pending.append(word.message.id)
            } else {
                break
            }
            if !word.isLate { read[word.message.conversation] = word.message.seq }
        }
        let positions = lanes.compactMap { lane in
            read[lane.conversation].map { GuestCursor.Position(conversation: lane.conversation, seq: $0) }
        }
        page.cursor = GuestCursor(positions: positions, pending: pending)
        return page
    }
}
