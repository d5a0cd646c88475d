import AIEngine
import Domain
import Store

extension ClaimedTurn {
    /// The guest's language: the hotel's knowledge of it, else what the burst is written in, else what was written before.
    var guestLanguage: String? {
        if let known = guest.language { return known }
        let burst = burst.map(\.text).joined(separator: "\n")
        if let spoken = HouseSense.understand(burst).language { return spoken.rawValue }
        let earlier = history.filter { $0.author == .guest }.suffix(5).map(\.text).joined(separator: "\n")
        return HouseSense.understand(earlier).language?.rawValue
    }
}
