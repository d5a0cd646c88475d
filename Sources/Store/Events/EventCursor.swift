package import Foundation

/// How far somebody has read a hotel's event log.
///
/// Ids are given before transactions commit, so "everything up to id N" would skip whatever commits late. A cursor
/// therefore says which transactions its reader has seen; reading on means reading all the others. While a page is being
/// read, the page's end is a second snapshot, in which the reader has come as far as one id.
package struct EventCursor: Hashable, Sendable {
    /// The log it belongs to. A restored database is another log.
    package let generation: UUID
    /// Every event of the transactions it sees has been read.
    package let base: Snapshot
    /// Where the page that is being read ends; nil between pages.
    package let page: Page?

    /// A page half read.
    package struct Page: Hashable, Sendable {
        /// The transactions whose events make up the page, beside those of the base.
        package let target: Snapshot
        /// The last event that has been read; events of a page are read in the order of their ids.
        package let last: Int64

        /// Names both parts.
        package init(target: Snapshot, last: Int64) {
            self.target = target
            self.last = last
        }
    }

    /// Names every part.
    package init(generation: UUID, base: Snapshot, page: Page? = nil) {
        self.generation = generation
        self.base = base
        self.page = page
    }

    /// Whether an event lies behind the reader.
    package func hasSeen(xid: UInt64, id: Int64) -> Bool {
        if base.sees(xid) { return true }
        guard let page else { return false }
        return id <= page.last && page.target.sees(xid)
    }

    /// The first number that no transaction this cursor knows of has reached.
    var horizon: UInt64 { max(base.xmax, page?.target.xmax ?? 0) }
}

/// Why reading cannot go on from a cursor.
package enum EventCursorError: Error, Hashable, Sendable {
    /// It is no cursor of ours.
    case malformed
    /// It belongs to another log: the database was restored, or another server took over.
    case otherGeneration
    /// It speaks of transactions this server has not seen yet.
    case fromTheFuture
    /// Events after it are no longer stored.
    case tooOld
    /// So many events are behind it that reading anew what is shown takes less.
    case tooFar
}
