/// Which transactions are over, as PostgreSQL's `pg_snapshot` says it: all below ``xmax`` but those still in progress.
package struct Snapshot: Hashable, Sendable, CustomStringConvertible {
    /// The first transaction that had not been given a number that counts as over.
    package let xmax: UInt64
    /// Those below ``xmax`` that were not over; ascending.
    package let inProgress: [UInt64]

    /// Names both parts; nil when the list is not ascending or reaches ``xmax``, or an end is a number that the server
    /// gives to no transaction, and does not read in a snapshot.
    package init?(xmax: UInt64, inProgress: [UInt64] = []) {
        guard inProgress.last.map({ $0 < xmax }) ?? true, zip(inProgress, inProgress.dropFirst()).allSatisfy(<),
            Self.canEnd(at: xmax), Self.canEnd(at: inProgress.first ?? xmax)
        else { return nil }
        self.xmax = xmax
        self.inProgress = inProgress
    }

    private init(_ xmax: UInt64, _ inProgress: [UInt64]) {
        self.xmax = xmax
        self.inProgress = inProgress
    }

    /// Reads the server's spelling, `xmin:xmax:xip,xip`; nil when it is none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let xmin = UInt64(parts[0]), let xmax = UInt64(parts[1]), xmin <= xmax else {
            return nil
        }
        let listed = parts[2].isEmpty ? [] : parts[2].split(separator: ",", omittingEmptySubsequences: false)
        let inProgress = listed.compactMap { UInt64($0) }
        guard inProgress.count == listed.count, inProgress.first.map({ $0 >= xmin }) ?? true else { return nil }
        self.init(xmax: xmax, inProgress: inProgress)
    }

    /// The server's spelling.
    package var description: String {
        "\(xmin):\(xmax):\(inProgress.map(String.init).joined(separator: ","))"
    }

    /// Every transaction below it is over.
    package var xmin: UInt64 { inProgress.first ?? xmax }

    /// Whether a transaction was over.
    package func sees(_ xid: UInt64) -> Bool {
        guard xid < xmax else { return false }
        var (low, high) = (0, inProgress.count)
        while low < high {
            let middle = (low + high) / 2
            if inProgress[middle] < xid { low = middle + 1 } else { high = middle }
        }
        return low == inProgress.count || inProgress[low] != xid
    }

    /// Whether it sees every transaction that the other one sees.
    package func covers(_ other: Snapshot) -> Bool {
        guard inProgress.allSatisfy({ !other.sees($0) }) else { return false }
        guard xmax < other.xmax else { return true }
        // All between the two ends must have been in progress for the other one as well.
        return UInt64(other.inProgress.count { $0 >= xmax }) == other.xmax - xmax
    }

    /// Zero in the lower half is no transaction, in any round of the numbers.
    private static func canEnd(at xid: UInt64) -> Bool { UInt32(truncatingIfNeeded: xid) != 0 }

    /// The same, knowing nothing of `limit` and whatever comes after it.
    package func trimmed(to limit: UInt64) -> Snapshot {
        // What is no transaction may as well be over.
        let limit = limit == 0 || Self.canEnd(at: limit) ? limit : limit + 1
        return limit < xmax ? Snapshot(limit, Array(inProgress.prefix { $0 < limit })) : self
    }
}
