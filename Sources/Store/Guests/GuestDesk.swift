package import Domain
import Foundation
import Postgres

/// Guests as people look them up. Every look into a profile is kept in the audit, in the same transaction.
package struct GuestDesk: Sendable {
    private let scope: PropertyScope

    /// Reads what one hotel may see.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// All that is known of a guest; nil when there is no such one here.
    package func profile(of id: GuestID, for reader: Principal) async throws -> GuestProfile? {
        let answers = try await scope.pipeline([
            SQL(
                """
                INSERT INTO audit (property_id, actor, action, subject)
                SELECT g.property_id, \(reader.key), 'guest.read', \("guest:\(id)") FROM guests g WHERE g.id = \(id)
                """
            ).named("guest.audit"),
            SQL("SELECT \(fragment: GuestSummary.columns), g.profile, g.created_at FROM guests g WHERE g.id = \(id)")
                .named("guest.read"),
            SQL(
                """
                SELECT jsonb_agg(jsonb_build_object('room', s.room, 'arrival', s.arrival, 'departure', s.departure,
                    'status', s.status, 'confirmation', s.confirmation) ORDER BY s.arrival DESC, s.id) AS stays
                FROM stays s WHERE s.guest_id = \(id)
                """
            ).named("guest.stays"),
            SQL(
                """
                SELECT c.id FROM conversations c WHERE c.guest_id = \(id)
                ORDER BY c.last_message_at DESC, c.id DESC LIMIT 50
                """
            ).named("guest.conversations"),
        ])
        guard let row = answers[1].first else { return nil }
        let ids = try answers[3].map { try $0.get("id", as: ConversationID.self) }
        return GuestProfile(
            summary: try GuestSummary(row),
            profile: try StoredJSON.require(row, "profile"),
            stays: try answers[2].first.flatMap { try StoredJSON.decode($0, "stays") } ?? [],
            conversations: try await DeskReader(scope).conversations(ids),
            createdAt: try row.get("created_at")
        )
    }

    /// Guests by a part of their name, phone number or address, or by a room or confirmation number, by name.
    ///
    /// It reads every guest of the hotel: people look up one at a time, and a hundred thousand take a tenth of a second.
    package func find(_ text: String, limit: Int, for reader: Principal) async throws -> [GuestSummary] {
        let pattern = LikePattern.containing(text)
        // "+34 600 111-222" is stored as +34600111222.
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let number = digits.count >= 4 && text.allSatisfy { !$0.isLetter } ? "%\(digits)%" : pattern
        let exact = SafeText.withoutNUL(text)
        let answers = try await scope.pipeline([
            SQL(
                """
                INSERT INTO audit (property_id, actor, action, detail)
                VALUES (\(scope.property), \(reader.key), 'guest.search', jsonb_build_object('text', \(exact)::text))
                """
            ).named("guest.audit_search"),
            SQL(
                """
                SELECT \(fragment: GuestSummary.columns) FROM guests g
                WHERE g.property_id = \(scope.property) AND (
                    g.display_name ILIKE \(pattern)
                    OR EXISTS (SELECT FROM guest_identities i WHERE i.guest_id = g.id
                               AND (i.value ILIKE \(pattern) OR i.value LIKE \(number)))
                    OR g.id IN (SELECT s.guest_id FROM stays s
                                WHERE s.property_id = \(scope.property) AND s.status IN ('booked', 'in_house')
                                  AND stay_phase(s.status, s.arrival, s.departure, (SELECT hotel_date(p.timezone)
                                      FROM properties p WHERE p.id = \(scope.property))) IN (1, 2)
                                  AND (lower(s.room) = lower(\(exact)) OR lower(s.confirmation) = lower(\(exact)))))
                ORDER BY g.display_name NULLS LAST, g.id LIMIT \(Int32(clamping: limit))
                """
            ).named("guest.find"),
        ])
        return try answers[1].map(GuestSummary.init)
    }
}
