package import Domain
package import Foundation
package import Logging
import Postgres
package import Store
import Synchronization
import Triage

/// What this node knows of the hotels' policies: read at the start, and anew within a second of any change.
package final class PolicyDirectory: Sendable {
    private struct State {
        var mark: String?
        var hotels: [PropertyID: HotelPolicies] = [:]
        /// By how much the database's clock is ahead of this node's, in seconds.
        var offset = 0.0
    }

    private let state = Mutex(State())
    private let reader: PolicyReader
    private let alarm: RuleAlarm
    private let workshop = RuleWorkshop()
    private let clock: @Sendable () -> Date
    private let logger: Logger

    /// Prepares an empty directory.
    ///
    /// - Parameter clock: this node's own.
    package init(
        reader: PolicyReader,
        alarm: RuleAlarm,
        logger: Logger,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.reader = reader
        self.alarm = alarm
        self.logger = logger
        self.clock = clock
    }

    /// Reads everything when anything changed since the last reading. One caller at a time.
    ///
    /// Rules are made ready one hotel after the other, the small ones first: none waits for the many rules of another.
    package func refresh() async throws {
        let asked = clock()
        let mark = try await reader.mark()
        let offset = mark.date.timeIntervalSince(asked) - clock().timeIntervalSince(asked) / 2
        let isKnown = state.withLock { state in
            state.offset = offset
            return state.mark == mark.text
        }
        guard !isKnown else { return }
        let (hotels, policies) = try await reader.all()
        let byHotel = Dictionary(grouping: policies, by: \.property)
        var found: [PropertyID: HotelPolicies] = [:]
        var unmade: [PolicyRecord] = []
        for hotel in hotels {
            let own = byHotel[hotel.id] ?? []
            let known = HotelPolicies(hotel, own, known: self.policies(of: hotel.id), report: report)
            found[hotel.id] = known
            guard let rules = own.first(where: { $0.kind == .routing }) else { continue }
            if rules.version != known.rulesVersion || known.rules?.version != known.rulesVersion {
                unmade.append(rules)
            }
        }
        let all = found
        state.withLock { state in
            // The mark is older than what was read: whatever came between is read again, and nothing is missed.
            state.mark = mark.text
            state.hotels = all
        }
        for policy in unmade.sorted(by: { $0.document.text.utf8.count < $1.document.text.utf8.count }) {
            await makeReady(policy)
        }
    }

    /// What a hotel has decided; nil for one this node has not heard of yet.
    package func policies(of property: PropertyID) -> HotelPolicies? {
        state.withLock { $0.hotels[property] }
    }

    /// Whether any hotel has a limit that the nodes must agree about.
    var areLimitsShared: Bool {
        state.withLock { $0.hotels.values.contains { $0.limits.endpoint != nil || $0.limits.property != nil } }
    }

    /// Which version of its escalation policy each hotel obeys.
    package func escalationVersions() -> [PropertyID: Int] {
        state.withLock { $0.hotels.mapValues(\.escalationVersion) }
    }

    /// What time it is by the database's clock, as far as this node knows: hotels' hours go by one clock, and not by each
    /// node's own.
    package func now() -> Date {
        let offset = state.withLock { $0.offset }
        return clock().addingTimeInterval(offset)
    }

    /// Makes a hotel's rules ready; those it had go on until then, and none do when they cannot be obeyed.
    private func makeReady(_ policy: PolicyRecord) async {
        guard let hotel = policies(of: policy.property) else { return }
        var rules: CompiledRules?
        do {
            rules = try await workshop.run { try hotel.compile(policy) }
        } catch {
            report(policy, error)
        }
        let made = rules
        state.withLock { state in
            state.hotels[policy.property]?.rules = made
            state.hotels[policy.property]?.rulesVersion = policy.version
        }
    }

    private func report(_ policy: PolicyRecord, _ error: any Error) {
        alarm.note(RuleAlarm.Trouble(broken: policy.kind), at: policy.property)
        logger.error(
            "a hotel's policy cannot be read and is not obeyed",
            metadata: [
                "property": "\(policy.property)", "kind": "\(policy.kind.rawValue)", "version": "\(policy.version)",
                "error": "\(error)",
            ]
        )
    }
}
