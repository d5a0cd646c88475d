package import Domain
import Foundation
import Postgres
package import Store

extension Hotel {
    /// Closes every open conversation, as if that had happened some time ago.
    package func resolve(ago: Duration = .zero) async throws {
        let seconds = Double(ago.components.seconds)
        try await run(
            """
            WITH closed AS (
                UPDATE turns SET state = 'discarded', lease_token = NULL, finished_at = now()
                WHERE state IN ('accumulating', 'running')
            ), silenced AS (
                UPDATE deliveries SET state = 'suppressed', lease_token = NULL WHERE state IN ('queued', 'sending')
            )
            UPDATE conversations SET state = 'resolved', resolved_at = now() - \(seconds) * interval '1 second',
                owner_epoch = owner_epoch + 1, state_version = state_version + 1, open_turn_id = NULL,
                open_turn_opened_at = NULL, running_turn_id = NULL, turn_due_at = NULL, sending_delivery_id = NULL,
                delivery_due_at = NULL
            WHERE state <> 'resolved'
            """
        )
    }

    /// Moves every due time of turns and deliveries into the past, leases included.
    package func letTimePass() async throws {
        try await run("UPDATE deliveries SET due_at = now() - interval '1 ms' WHERE state = 'queued'")
        try await run(
            """
            UPDATE conversations SET
                turn_due_at = CASE WHEN turn_due_at IS NOT NULL THEN now() - interval '1 ms' END,
                delivery_due_at = CASE WHEN delivery_due_at IS NOT NULL THEN now() - interval '1 ms' END
            """
        )
    }

    /// A guest writes, the AI answers, and the answer is claimed for delivery.
    package func answeredAndClaimed(_ guest: Guest, _ answer: String = "Certainly.") async throws -> ClaimedDelivery {
        try await receive([guest.writes("Hi", to: self)])
        _ = try await turns.finish(try await claimTurns().map { $0.answered(answer) })
        guard let delivery = try await claimDeliveries().last else {
            throw PostgresError(.decoding, "nothing was to be delivered")
        }
        return delivery
    }
}

extension ClaimedTurn {
    /// This turn with an answer.
    package func answered(_ words: String) -> FinishedTurn {
        concluded(TurnConclusion(outcome: .answered, answer: words, intent: "request", confidence: 0.9, engine: "test"))
    }

    /// This turn given to people, with a holding line and a draft.
    package func escalated(_ reason: EscalationReason = .lowConfidence, notice: String? = "A moment, please.")
        -> FinishedTurn
    {
        concluded(
            TurnConclusion(
                outcome: .escalated,
                notice: notice,
                draft: "Perhaps so.",
                reason: reason,
                confidence: 0.3,
                engine: "test"
            )
        )
    }

    /// This turn with any conclusion.
    package func concluded(_ conclusion: TurnConclusion) -> FinishedTurn {
        FinishedTurn(turn: id, lease: lease, conclusion: conclusion)
    }
}

extension ClaimedDelivery {
    /// This delivery with what came of it.
    package func came(to outcome: FinishedDelivery.Outcome) -> FinishedDelivery {
        FinishedDelivery(delivery: id, lease: lease, outcome: outcome)
    }

    /// This delivery taken by the provider.
    package func accepted(_ id: String = UUID().uuidString) -> FinishedDelivery {
        came(to: .accepted(providerMessageID: id))
    }

    /// This delivery refused for now.
    package func refused(retryAfter wait: Duration = .seconds(30), pause: Duration? = nil) -> FinishedDelivery {
        let failure = SendFailure(class: .transient, code: "http_500", detail: "a bad moment")
        return came(to: .retry(failure, after: wait, pause: pause))
    }

    /// This delivery refused for good.
    package func failed(_ class: SendFailure.Class = .recipient, pause: Duration? = nil) -> FinishedDelivery {
        came(to: .failed(SendFailure(class: `class`, code: "131026", detail: "cannot be reached"), pause: pause))
    }
}
