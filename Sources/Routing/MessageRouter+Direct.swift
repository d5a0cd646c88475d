package import Domain
import Postgres
import Store

extension MessageRouter {
    /// The endpoint a provider's address names, as this node knows it; for strangers, who must not make it read.
    package func knownEndpoint(provider: String, address: String) -> EndpointDirectory.Entry? {
        directory.endpoint(provider: provider, address: address)
    }

    /// The endpoint a provider's address names, looked for in the database as well; for callers that we know.
    package func endpoint(provider: String, address: String) async throws -> EndpointDirectory.Entry? {
        try await directory.endpointReading(provider: provider, address: address)
    }

    /// An endpoint by its id.
    package func endpoint(_ id: EndpointID) async throws -> EndpointDirectory.Entry? {
        try await directory.endpoint(id, generation: 0)
    }

    /// Whether somebody who writes this is in danger, and must be heard whatever the limits are.
    package func hearsDanger(in text: String, at endpoint: EndpointDirectory.Entry) -> Bool {
        triager.hearsDanger(in: text, at: endpoint.property)
    }

    /// Whether any open chat may be held by this web page.
    package func allows(origin: String, provider: String) -> Bool {
        directory.allows(origin: origin, provider: provider)
    }

    /// Takes a message that came by no webhook, on the same way as any other. Returns only after the commit.
    ///
    /// - Parameters:
    ///   - message: from a sender whom the caller vouches for.
    ///   - endpoint: where it came in; the caller has checked that it is open.
    ///   - body: what was sent, byte for byte, when it is to be logged.
    /// - Throws: ``TooMuch`` when more comes in than the hotel wants; when the database cannot be used now, or the lane
    ///   stays stuck.
    package func accept(
        _ message: InboundMessage,
        at endpoint: EndpointDirectory.Entry,
        body: [UInt8]? = nil
    ) async throws -> IngestQueue.Fate {
        let receipt = body.map { body in
            RawReceipt(
                provider: endpoint.provider,
                property: endpoint.property,
                endpoint: endpoint.id,
                body: Bytes(body)
            )
        }
        let triage = triager.triage(message, by: endpoint.channel, at: endpoint.property)
        // Who can wait comes again; nothing is stored, so that the same message is answered then.
        if let (rejection, wait) = triager.admit(triage, at: endpoint.id, of: endpoint.property) {
            metrics.limited(rejection.rawValue)
            throw TooMuch(rejection: rejection, wait: wait)
        }
        let item = IngestItem(message, endpoint: endpoint.id, triage: triage)
        let submission = IngestQueue.Submission(items: [item], receipt: receipt)
        guard let fate = try await submit(submission, at: CollectionOfOne(endpoint)).first else {
            throw PostgresError(.protocolViolation, "a message had no fate", statement: "ingest.messages")
        }
        return fate
    }
}

/// More came in than the hotel wants; the same message may come again.
package struct TooMuch: Error, Hashable {
    package let rejection: FlowRejection
    /// How long it has to wait.
    package let wait: Duration
}
