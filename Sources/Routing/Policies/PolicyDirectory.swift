package import Domain
package import Logging
package import Store
import Synchronization

/// What this node knows of the hotels' policies: read at the start, and anew within a second of any change.
package final class PolicyDirectory: Sendable {
    private struct State {
        var mark: String?
        var hotels: [PropertyID: HotelPolicies] = [:]
    }

    private let state = Mutex(State())
    private let reader: PolicyReader
    private let alarm: RuleAlarm
    private let logger: Logger

    /// Prepares an empty directory.
    package init(reader: PolicyReader, alarm: RuleAlarm, logger: Logger) {
        self.reader = reader
        self.alarm = alarm
        self.logger = logger
    }

    /// Reads everything when anything changed since the last reading. One caller at a time.
    package func refresh() async throws {
        let mark = try await reader.mark()
        guard state.withLock({ $0.mark }) != mark else { return }
        let (hotels, policies) = try await reader.all()
        let byHotel = Dictionary(grouping: policies, by: \.property)
        var found: [PropertyID: HotelPolicies] = [:]
        for hotel in hotels {
            found[hotel.id] = HotelPolicies(
                hotel,
                byHotel[hotel.id] ?? [],
                known: self.policies(of: hotel.id),
                alarm: alarm,
                logger: logger
            )
        }
        let all = found
        state.withLock { state in
            // The mark is older than what was read: whatever came between is read again, and nothing is missed.
            state.mark = mark
            state.hotels = all
        }
    }

    /// What a hotel has decided; nil for one this node has not heard of yet.
    package func policies(of property: PropertyID) -> HotelPolicies? {
        state.withLock { $0.hotels[property] }
    }
}
