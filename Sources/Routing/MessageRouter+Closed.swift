import Channels
import Domain
import Postgres
import Store

extension MessageRouter {
    /// Reads the endpoints at once, after a change here; other nodes notice within a second.
    package func endpointsChanged() async throws {
        try await directory.refresh()
    }

    /// A guest was told that an endpoint is closed; people are told of it, once a day at most.
    package func refused(at endpoint: EndpointDirectory.Entry) {
        pulse.refused(at: endpoint.id)
    }

    /// Takes what guests wrote to endpoints while they were closed that are open now, on the same way as any other word.
    /// Whoever takes something twice, or as another node does, stores it once: messages are known by their keys.
    ///
    /// - Returns: how many webhooks were taken.
    /// - Throws: the first reason why one could not be taken now; it stays kept.
    @discardableResult
    package func takeKept(limit: Int = 100) async throws -> Int {
        var taken = 0
        var trouble: (any Error)?
        for webhook in try await kept.kept(within: configuration.keptWindow, limit: limit) {
            do {
                try await take(webhook)
                taken += 1
            } catch {
                trouble = trouble ?? error
            }
        }
        if let trouble { throw trouble }
        return taken
    }

    private func take(_ webhook: KeptWebhook) async throws {
        guard let channel = channels.channel(for: webhook.provider) else {
            return try await kept.settle(webhook, refusal: "closed, and no channel for its provider later")
        }
        guard let entry = try await directory.endpoint(webhook.endpoint, generation: 0) else { return }
        let parsed: ParsedWebhook
        do throws(WebhookError) {
            // Who sent it was verified when it came.
            parsed = try channel.parse(WebhookRequest(method: "POST", path: "", body: webhook.body.array))
        } catch {
            return try await kept.settle(webhook, refusal: "closed, and not to be read later: \(error)")
        }
        let items = parsed.messages.filter { $0.endpointAddress == webhook.address }.map { message in
            IngestItem(
                message,
                endpoint: webhook.endpoint,
                triage: triager.triage(message, by: entry.channel, at: entry.property)
            )
        }
        if !items.isEmpty {
            _ = try await submit(IngestQueue.Submission(items: items), at: CollectionOfOne(entry))
        }
        try await kept.settle(webhook)
    }
}
