import Domain
import Foundation
import Routing
import Store

/// A guest's words on their way in, by request or by socket.
struct ChatWords: Sendable {
    /// What one message may have, in Unicode scalars.
    static let length = 1...4096

    /// The page's own id of the message: the same id again is the same message.
    let id: UUID
    let text: String

    init(id: UUID, text: String) {
        self.id = id
        self.text = text
    }

    /// Reads `{id, text}`; what is wrong is noted in the fields.
    init(reading fields: inout FieldReader) {
        id = fields.id("id", as: MessageID.self).rawValue
        text = fields.string("text", Self.length)
        if !text.isEmpty, text.allSatisfy(\.isWhitespace) { fields.refuse("text", "must not be blank") }
    }

    /// What came of them.
    struct Receipt: Encodable, Sendable, Hashable {
        /// Whether they will be answered, or were more than a guest may send in a while and are only kept.
        enum Status: String, Encodable, Sendable { case accepted, limited }

        var message: ChatMessage
        var status: Status
    }

    /// Hands them in.
    ///
    /// - Throws: ``Problem`` 422 for an id that was used for other words, 503 when they cannot be stored now.
    func send(
        of session: GuestSession,
        at endpoint: EndpointDirectory.Entry,
        through router: MessageRouter,
        history: GuestHistoryStore
    ) async throws -> Receipt {
        let message = InboundMessage(
            provider: endpoint.provider,
            endpointAddress: endpoint.address,
            senders: [GuestIdentity(kind: .webSession, value: session.id.description)],
            // Ids are the pages' own, so two guests' may be one; nobody must get at another's message by its id.
            providerMessageID: "\(session.guest)/\(id.uuidString.lowercased())",
            text: text,
            sentAt: Date()
        )
        guard endpoint.isEnabled else {
            router.refused(at: endpoint)
            throw Problem.chatClosed
        }
        switch try await Problem.unlessStored({ try await router.accept(message, at: endpoint) }) {
        case .quarantined:
            throw Problem.invalid([.init(pointer: "/text", detail: "cannot be stored")])
        case .stored(let outcome):
            guard let stored = try await history.ownMessage(outcome.message, of: session) else {
                throw Problem.notFound
            }
            guard !outcome.isRepeated || stored.text == IngestItem.storedText(text) else {
                throw Problem(
                    422,
                    "idempotency_key_reused",
                    "Idempotency key reused",
                    detail: "This id was used for other words."
                )
            }
            return Receipt(
                message: ChatMessage(stored),
                status: outcome.decision == .rejected ? .limited : .accepted
            )
        }
    }

    /// The page's id within a stored provider's id.
    static func clientID(_ providerMessageID: String) -> String? {
        providerMessageID.split(separator: "/").last.map(String.init)
    }
}

extension Problem {
    /// The hotel does not take guests' words here now.
    static var chatClosed: Problem {
        Problem(409, "chat_closed", "Chat closed", detail: "The hotel does not answer here now.")
    }

    /// Nothing was stored, whatever the reason: the caller comes again.
    static func unlessStored<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as CancellationError {
            throw error
        } catch let refusal as TooMuch {
            let seconds = max(1, Int(refusal.wait.components.seconds) + 1)
            throw Problem(
                429,
                refusal.rejection.rawValue,
                "Too much at once",
                detail: "More comes in here than the hotel takes; send it again.",
                headers: [("Retry-After", "\(seconds)")]
            )
        } catch {
            throw Problem(503, "unavailable", "Unavailable now", headers: [("Retry-After", "2")], cause: error)
        }
    }
}
