package import Channels
import Domain
import Logging
import Postgres
import Store

extension MessageRouter {
    /// Answers a provider's request. A 2xx is given only after the commit.
    ///
    /// - Parameters:
    ///   - request: what arrived, byte for byte.
    ///   - provider: whose webhook address it arrived at.
    package func receive(_ request: WebhookRequest, from provider: String) async -> WebhookReply {
        guard let channel = channels.channel(for: provider) else {
            return .refusal(404, "no_channel", "No such webhook.")
        }
        if let answer = channel.handshake(request, verifyTokens: directory.verifyTokens(of: provider)) { return answer }
        let matching = channel.verify(request, candidates: directory.secrets(of: provider))
        guard !matching.isEmpty else {
            metrics.refusedWebhook("signature")
            return .refusal(401, "invalid_signature", "The signature is missing or wrong.")
        }
        do {
            return try await accept(request, through: channel, signedWith: matching)
        } catch {
            metrics.refusedWebhook("unavailable")
            logger.error("a webhook could not be stored", metadata: ["provider": "\(provider)", "error": "\(error)"])
            return .refusal(503, "unavailable", "The message could not be stored now; send it again.")
        }
    }

    private func accept(
        _ request: WebhookRequest,
        through channel: any Channel,
        signedWith secrets: Set<String>
    ) async throws -> WebhookReply {
        let parsed: ParsedWebhook
        do throws(WebhookError) {
            parsed = try channel.parse(request)
        } catch {
            // Signed and yet unreadable: it would be no better the next time, so it is kept and not asked for again.
            metrics.quarantined("malformed")
            logger.error(
                "a signed webhook cannot be read and was put aside",
                metadata: ["provider": "\(channel.provider)", "error": "\(error)"]
            )
            try await receipts.quarantine([raw(request, channel, reason: "\(error)")], unknownAddresses: [])
            return .accepted
        }
        var found: [String: EndpointDirectory.Entry] = [:]
        var unknown: [String] = []
        for address in parsed.endpointAddresses.sorted() {
            guard let entry = try await directory.endpointReading(provider: channel.provider, address: address) else {
                unknown.append(address)
                continue
            }
            // One hotel's secret must not speak for another's number.
            guard let owned = entry.credentials?.appSecrets, !secrets.isDisjoint(with: owned) else {
                metrics.refusedWebhook("foreign_signature")
                return .refusal(401, "invalid_signature", "The signature is not this endpoint's.")
            }
            found[address] = entry
        }
        let known = found
        let closed = Set(parsed.messages.map(\.endpointAddress).filter { known[$0]?.isEnabled == false })
        try await putAside(parsed, unknown, closed.compactMap { known[$0] }, request, channel)
        async let merged: Void = merge(parsed.receipts, known, request, channel, logsRaw: parsed.messages.isEmpty)
        try await store(parsed.messages.filter { !closed.contains($0.endpointAddress) }, known, request, channel)
        try await merged
        return .accepted
    }

    private func store(
        _ messages: [InboundMessage],
        _ known: [String: EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel
    ) async throws {
        let items = messages.compactMap { message in
            known[message.endpointAddress].map { entry in
                var triage = triager.triage(message, by: entry.channel, at: entry.property)
                // Stored and answered 2xx all the same: the provider would only send it again.
                triage.rejection = triager.admit(triage, at: entry.id, of: entry.property)?.rejection
                return IngestItem(message, endpoint: entry.id, triage: triage)
            }
        }
        guard !items.isEmpty else { return }
        let entry = messages.lazy.compactMap { known[$0.endpointAddress] }.first
        _ = try await submit(
            IngestQueue.Submission(items: items, receipt: raw(request, channel, entry: entry)),
            at: messages.lazy.compactMap { known[$0.endpointAddress] }
        )
    }

    private func merge(
        _ all: [DeliveryReceipt],
        _ known: [String: EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel,
        logsRaw: Bool
    ) async throws {
        let own = all.compactMap { receipt in known[receipt.endpointAddress].map { (endpoint: $0.id, receipt: receipt) }
        }
        guard !own.isEmpty else { return }
        let entry = all.lazy.compactMap { known[$0.endpointAddress] }.first
        let merges = try await reports.submit(
            ReceiptQueue.Submission(reports: own, receipt: logsRaw ? raw(request, channel, entry: entry) : nil)
        )
        for merge in merges { metrics.receiptMerged(isKnown: merge.delivery != nil) }
        // A settled lane may have the next delivery due at once.
        if merges.contains(where: \.isChange) {
            deliveries.bell.ring()
            tell(all.lazy.compactMap { known[$0.endpointAddress]?.property })
        }
    }

    /// Logs what nobody can use: items that cannot be read, addresses nobody owns, messages to closed endpoints.
    private func putAside(
        _ parsed: ParsedWebhook,
        _ unknown: [String],
        _ closed: [EndpointDirectory.Entry],
        _ request: WebhookRequest,
        _ channel: any Channel
    ) async throws {
        var receipts = parsed.quarantined.map { item in
            RawReceipt(
                provider: channel.provider,
                quarantineReason: SafeText.withoutNUL(item.reason),
                body: Bytes(Array(item.raw.utf8))
            )
        }
        if !closed.isEmpty {
            receipts += closed.map { raw(request, channel, entry: $0, reason: RawReceipt.closed) }
            metrics.quarantined("closed_endpoint")
            logger.warning(
                "a guest wrote to an endpoint that is closed",
                metadata: ["provider": "\(channel.provider)", "endpoints": "\(closed.count)"]
            )
        }
        if !unknown.isEmpty {
            receipts.append(
                raw(request, channel, reason: "no endpoint has the address \(unknown.joined(separator: ", "))")
            )
            metrics.quarantined("unknown_endpoint")
            logger.error(
                "a webhook is for an address that no endpoint has",
                metadata: ["provider": "\(channel.provider)"]
            )
        }
        if !parsed.quarantined.isEmpty { metrics.quarantined("unreadable_item", parsed.quarantined.count) }
        for notice in parsed.notices {
            logger.warning(
                "the provider reports a problem of an endpoint",
                metadata: ["provider": "\(channel.provider)", "code": "\(notice.code)"]
            )
        }
        guard !receipts.isEmpty else { return }
        let told = try await self.receipts.quarantine(
            receipts,
            unknownAddresses: unknown.map { (channel.provider, SafeText.withoutNUL($0)) },
            closed: closed.map(\.id)
        )
        tell(told)
    }

    private func raw(
        _ request: WebhookRequest,
        _ channel: any Channel,
        entry: EndpointDirectory.Entry? = nil,
        reason: String? = nil
    ) -> RawReceipt {
        RawReceipt(
            provider: channel.provider,
            property: entry?.property,
            endpoint: entry?.id,
            quarantineReason: reason.map(SafeText.withoutNUL),
            body: Bytes(request.body)
        )
    }
}
