package import Domain
package import Foundation

/// How much those may do who are not known yet: each address by itself, and together all those whose address says
/// nothing. A proxy on this machine that nobody told us of speaks for everybody, so that counted as one caller whoever
/// asks too much would shut everybody out, and not counted at all strangers could have whatever they like looked up.
package struct StrangerLimits: Sendable {
    /// For how many callers those count whose address says nothing, unless somebody says otherwise.
    package static let usualLocalCallers = 100

    private let each: CallerLimits
    private let together: CallerLimits
    private let block: BlockRule?

    /// Prepares both.
    ///
    /// - Parameters:
    ///   - each: for each address.
    ///   - localCallers: as how many callers those count whose address says nothing.
    ///   - block: when an address is not listened to for a while; nil for as `each` says. Many people may share one.
    package init(_ each: CallerLimits, localCallers: Int, block: BlockRule? = nil) {
        self.each = each
        self.block = block
        together = each.together(localCallers)
    }

    /// Counts one request.
    ///
    /// - Parameter address: where it came from; nil when that says nothing of who asks.
    package func take(_ address: String?, now: Date = SteadyTime.now()) -> CallerLimits.Standing {
        guard let address else { return together.take(Self.local, now: now) }
        return each.take(Self.name(address), block: block, now: now)
    }

    /// Takes one request's count back.
    func giveBack(_ address: String?) {
        if let address { each.giveBack(Self.name(address)) } else { together.giveBack(Self.local) }
    }

    private static let local = "local"

    private static func name(_ address: String) -> String { "address:\(address)" }
}
