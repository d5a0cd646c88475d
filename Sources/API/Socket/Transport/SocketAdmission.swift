import Synchronization

/// Counts the sockets of this node, of each caller and of each address, and says when there are enough.
final class SocketAdmission: Sendable {
    /// Why there is no room.
    enum Refusal: String, Error, CaseIterable {
        /// The node has as many as it may have.
        case node
        /// This caller has.
        case caller
        /// This address has.
        case address
        /// The node stops.
        case stopping
    }

    private struct Counts {
        var total = 0
        var callers: [String: Int] = [:]
        var addresses: [String: Int] = [:]
        var isStopping = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: SocketConfiguration
    private let counts = Mutex(Counts())

    init(_ configuration: SocketConfiguration) {
        self.configuration = configuration
    }

    /// How many there are.
    var total: Int { counts.withLock { $0.total } }

    /// Lets nobody in any more.
    func stop() {
        counts.withLock { $0.isStopping = true }
    }

    var isStopping: Bool { counts.withLock { $0.isStopping } }

    /// Counts one more.
    ///
    /// - Parameters:
    ///   - caller: a stable name of who asks; nil for one who may have as many as the node.
    ///   - most: how many this caller may have; nil for as many as any.
    ///   - address: where from; nil when addresses do not count.
    func admit(caller: String?, atMost most: Int? = nil, address: String?) throws(Refusal) -> SocketPlace {
        let configuration = configuration
        let most = most ?? configuration.maxConnectionsPerCaller
        try counts.withLock { counts throws(Refusal) in
            if counts.isStopping { throw .stopping }
            if counts.total >= configuration.maxConnections { throw .node }
            if let caller, counts.callers[caller, default: 0] >= most { throw .caller }
            if let address, counts.addresses[address, default: 0] >= configuration.maxConnectionsPerAddress {
                throw .address
            }
            counts.total += 1
            if let caller { counts.callers[caller, default: 0] += 1 }
            if let address { counts.addresses[address, default: 0] += 1 }
        }
        return SocketPlace(admission: self, caller: caller, address: address)
    }

    /// Waits until there are none, for ever if more are let in.
    func emptied() async {
        await withCheckedContinuation { continuation in
            let isEmpty = counts.withLock { counts in
                if counts.total > 0 { counts.waiting.append(continuation) }
                return counts.total == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    fileprivate func leave(caller: String?, address: String?) {
        let waiting = counts.withLock { counts -> [CheckedContinuation<Void, Never>] in
            counts.total -= 1
            if let caller { Self.decrease(&counts.callers, caller) }
            if let address { Self.decrease(&counts.addresses, address) }
            guard counts.total == 0 else { return [] }
            defer { counts.waiting = [] }
            return counts.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private static func decrease(_ counts: inout [String: Int], _ key: String) {
        let rest = (counts[key] ?? 0) - 1
        counts[key] = rest > 0 ? rest : nil
    }
}

/// One socket's place among those counted. It is given back when nobody holds it any more, whatever became of the
/// upgrade it was taken for.
final class SocketPlace: Sendable {
    private let admission: SocketAdmission
    private let caller: String?
    private let address: String?

    fileprivate init(admission: SocketAdmission, caller: String?, address: String?) {
        self.admission = admission
        self.caller = caller
        self.address = address
    }

    deinit {
        admission.leave(caller: caller, address: address)
    }
}
