import Domain
import Store
import Synchronization

/// What happened at endpoints on this node since it was last noted. One lock, held for a look-up.
final class EndpointPulse: Sendable {
    private struct Beat {
        var inbound: ContinuousClock.Instant?
        var delivery: ContinuousClock.Instant?
        var failure: (at: ContinuousClock.Instant, class: String, code: String)?
    }

    private let beats = Mutex<[EndpointID: Beat]>([:])
    private let refusals = Mutex<Set<EndpointID>>([])
    private let notes: EndpointNotes

    init(_ notes: EndpointNotes) {
        self.notes = notes
    }

    /// Guests' words came in.
    func received(at endpoints: some Sequence<EndpointID>) {
        let now = ContinuousClock.now
        beats.withLock { beats in
            for endpoint in endpoints { beats[endpoint, default: Beat()].inbound = now }
        }
    }

    /// A message was handed over, or could not be.
    func sent(at endpoint: EndpointID, _ outcome: FinishedDelivery.Outcome) {
        let now = ContinuousClock.now
        beats.withLock { beats in
            switch outcome {
            case .accepted: beats[endpoint, default: Beat()].delivery = now
            case .retry(let failure, _, _), .failed(let failure, _):
                beats[endpoint, default: Beat()].failure = (now, failure.class.rawValue, failure.code)
            case .unknown: beats[endpoint, default: Beat()].failure = (now, "unknown", "no_answer")
            }
        }
    }

    /// A guest was told that the endpoint is closed.
    func refused(at endpoint: EndpointID) {
        refusals.withLock { _ = $0.insert(endpoint) }
    }

    /// Tells people of guests who were refused, once a day at most. Returns the hotels that were told.
    func tellOfRefusals() async throws -> [PropertyID] {
        let taken = refusals.withLock { refusals in
            defer { refusals = [] }
            return refusals
        }
        do {
            return try await notes.tell(ofWritersAt: Array(taken))
        } catch {
            refusals.withLock { $0.formUnion(taken) }
            throw error
        }
    }

    /// Stores what happened. What could not be stored is tried again with the next, unless something later happened.
    func store() async throws {
        let now = ContinuousClock.now
        let taken = beats.withLock { beats in
            defer { beats = [:] }
            return beats
        }
        guard !taken.isEmpty else { return }
        do {
            try await notes.store(
                taken.map { endpoint, beat in
                    var note = EndpointNote(endpoint)
                    note.inbound = beat.inbound.map { max(.zero, now - $0) }
                    note.delivery = beat.delivery.map { max(.zero, now - $0) }
                    note.failure = beat.failure.map { max(.zero, now - $0.at) }
                    note.failureClass = beat.failure?.class
                    note.failureCode = beat.failure.map { String($0.code.prefix(100)) }
                    return note
                }
            )
        } catch {
            beats.withLock { beats in
                for (endpoint, old) in taken {
                    var beat = beats[endpoint] ?? old
                    beat.inbound = beat.inbound ?? old.inbound
                    beat.delivery = beat.delivery ?? old.delivery
                    beat.failure = beat.failure ?? old.failure
                    beats[endpoint] = beat
                }
            }
            throw error
        }
    }
}
