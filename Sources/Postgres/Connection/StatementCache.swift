/// Which statements a connection has prepared, the least recently used given up first.
struct StatementCache {
    /// The answer for one use.
    struct Use: Equatable {
        let name: String
        let mustPrepare: Bool
    }

    private struct Entry {
        let name: String
        let types: [PostgresType]
        var lastUse: Int
    }

    private let capacity: Int
    private var entries: [String: [Entry]] = [:]
    private var uses = 0
    private var names = 0
    /// Names the server still knows and we no longer want.
    private(set) var discarded: [String] = []
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The name to run the statement under. Two statements with one text and different types are two.
    mutating func use(_ sql: SQL) -> Use {
        uses += 1
        if let index = entries[sql.text]?.firstIndex(where: { $0.types.elementsEqual(sql.binds.lazy.map(\.type)) }) {
            entries[sql.text]?[index].lastUse = uses
            return Use(name: entries[sql.text]?[index].name ?? "", mustPrepare: false)
        }
        if count >= capacity { discardOldest() }
        names += 1
        let entry = Entry(name: "s\(names)", types: sql.binds.map(\.type), lastUse: uses)
        entries[sql.text, default: []].append(entry)
        count += 1
        return Use(name: entry.name, mustPrepare: true)
    }

    /// Forgets a statement; `isOnServer` says whether the server must be told.
    mutating func remove(text: String, name: String, isOnServer: Bool) {
        guard let index = entries[text]?.firstIndex(where: { $0.name == name }) else { return }
        entries[text]?.remove(at: index)
        if entries[text]?.isEmpty == true { entries[text] = nil }
        count -= 1
        if isOnServer { discarded.append(name) }
    }

    /// Forgets everything: the server has already.
    mutating func removeAll() {
        entries = [:]
        count = 0
        discarded = []
    }

    /// Hands over the names to deallocate.
    mutating func takeDiscarded() -> [String] {
        defer { discarded = [] }
        return discarded
    }

    private mutating func discardOldest() {
        let all = entries.lazy.flatMap { text, list in
            list.lazy.map { (text: text, name: $0.name, lastUse: $0.lastUse) }
        }
        guard let oldest = all.min(by: { $0.lastUse < $1.lastUse }) else { return }
        remove(text: oldest.text, name: oldest.name, isOnServer: true)
    }
}
