import Domain
import Store
import Synchronization

/// The places that each hotel's deliveries have on this node now.
final class PlacesTaken: Sendable {
    private struct Count {
        var ordinary = 0
        var inDanger = 0
    }

    private let counts = Mutex<[PropertyID: Count]>([:])

    /// Notes deliveries that were claimed.
    func take(_ deliveries: [ClaimedDelivery]) {
        counts.withLock { counts in
            for delivery in deliveries {
                counts[delivery.property, default: Count()][keyPath: Self.kind(delivery)] += 1
            }
        }
    }

    /// Forgets a delivery that ended.
    ///
    /// - Parameters:
    ///   - share: how many a hotel may have.
    ///   - danger: how many places that are kept for danger.
    /// - Returns: whether its hotel had all of its share, so that others of it may be claimed now.
    func leave(_ delivery: ClaimedDelivery, share: Int, danger: Int) -> Bool {
        counts.withLock { counts in
            guard var count = counts[delivery.property] else { return false }
            let before = count[keyPath: Self.kind(delivery)]
            count[keyPath: Self.kind(delivery)] = max(0, before - 1)
            counts[delivery.property] = count.ordinary + count.inDanger > 0 ? count : nil
            return before == (delivery.isInDanger ? danger : share)
        }
    }

    /// The hotels that have their share of this node.
    func crowded(from share: Int) -> [PropertyID] {
        counts.withLock { counts in counts.filter { $0.value.ordinary >= share }.map(\.key) }
    }

    /// How many of one hotel to claim at once.
    func claimSize(least: Int, share: Int, room: Int) -> Int {
        counts.withLock { counts in
            ClaimSize.perHotel(least: least, share: share, taken: counts.values.map(\.ordinary), room: room)
        }
    }

    /// To how many guests in danger each hotel writes, where it is any.
    var inDanger: [(hotel: PropertyID, count: Int)] {
        counts.withLock { counts in
            counts.filter { $0.value.inDanger > 0 }.map { (hotel: $0.key, count: $0.value.inDanger) }
        }
    }

    private static func kind(_ delivery: ClaimedDelivery) -> WritableKeyPath<Count, Int> {
        delivery.isInDanger ? \.inDanger : \.ordinary
    }
}
