import AIEngine
import Domain
import Store

extension ClaimedTurn {
    /// The guest's language: the hotel's knowledge of it, else what the burst is written in, else what was written before.
    package var guestLanguage: String? {
        if let known = guest.language { return known }
        if let written = GuestLanguage.tag(of: burst.map(\.text).joined(separator: "\n")) { return written }
        let earlier = history.filter { $0.author == .guest }.suffix(5).map(\.text).joined(separator: "\n")
        return GuestLanguage.tag(of: earlier)
    }
}
