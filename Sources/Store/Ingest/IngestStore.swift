import Domain
package import Postgres

/// Accepts guest messages: a whole batch in one round trip and one transaction.
package struct IngestStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Stores a batch with all it causes, and its raw receipts beside it.
    ///
    /// - Returns: one outcome per item, in the order of `items`.
    /// - Throws: `PostgresError`; then nothing of the batch is stored.
    package func ingest(
        _ items: [IngestItem],
        receipts: [RawReceipt] = [],
        defaults: IngestDefaults
    ) async throws -> [IngestOutcome] {
        var statements: [SQL] = []
        if !items.isEmpty { statements.append(try Self.call(items, defaults)) }
        if !receipts.isEmpty { statements.append(RawReceipt.insert(receipts).named("receipts.insert")) }
        let results = try await executor.pipeline(statements)
        guard !items.isEmpty, let rows = results.first else { return [] }
        return try Self.outcomes(rows, count: items.count)
    }

    private static func call(_ items: [IngestItem], _ defaults: IngestDefaults) throws -> SQL {
        let senders = items.map(\.message.senders.first)
        let others = items.enumerated().flatMap { index, item in
            item.message.senders.dropFirst().map { (item: Int32(index + 1), name: $0) }
        }
        let payloads = items.map { $0.message.kind == .text && !$0.message.keepsRaw ? nil : $0.message.raw }
        let flags = items.map { ($0.flags.map(\.rawValue) + $0.triage.flags).joined(separator: ",") }
        let triage = items.map(\.triage)
        // Hotels that decided nothing are the most.
        var limits: [EndpointID: RateLimit] = [:]
        for item in items { limits[item.endpoint] = item.triage.guestLimit ?? limits[item.endpoint] }
        let limited = limits.map { (endpoint: $0.key, limit: $0.value) }
        return SQL(
            """
            SELECT * FROM ingest_messages(\(items.map(\.id)), \(items.map(\.endpoint)), \(items.map(\.key)),
                \(items.map(\.message.providerMessageID)), \(items.map(\.message.kind.rawValue)),
                \(items.map(\.message.text)), \(payloads), \(items.map(\.message.sentAt)), \(flags),
                \(items.map(\.message.senderName)), \(senders.map(\.?.kind.rawValue)), \(senders.map(\.?.value)),
                \(others.map(\.item)), \(others.map(\.name.kind.rawValue)), \(others.map(\.name.value)),
                \(try triage.map { try $0.call.map(JSONB.init(encoding:)) }), \(try triage.map { try $0.routes.map(JSONB.init(encoding:)) }),
                \(try triage.map { try $0.consent.map(JSONB.init(encoding:)) }),
                \(triage.map { Int32(clamping: $0.pauseShift) }), \(triage.map(\.isAdaptive)),
                \(triage.map { Int32(clamping: $0.longestChain) }), \(triage.map { Int32(clamping: $0.manyMessages) }),
                \(triage.map(\.rejection?.rawValue)), \(limited.map(\.endpoint)), \(limited.map(\.limit.capacity)),
                \(limited.map { Double($0.limit.windowMs) }),
                \(defaults.rateLimit.capacity), \(Double(defaults.rateLimit.windowMs)), \(defaults.reopenWindow.milliseconds))
            """
        ).named("ingest.messages")
    }

    private static func outcomes(_ rows: Rows, count: Int) throws -> [IngestOutcome] {
        var outcomes = [IngestOutcome?](repeating: nil, count: count)
        for row in rows {
            let item = Int(try row.get("item", as: Int32.self))
            guard (1...count).contains(item) else { continue }
            outcomes[item - 1] = IngestOutcome(
                message: try row.get("message_id"),
                conversation: try row.get("conversation_id"),
                turn: try row.get("turn_id"),
                decision: try row.word("decision"),
                isRepeated: try row.get("repeated"),
                wait: try row.get("wait_ms", as: Double?.self).map { .milliseconds(max(0, $0)) },
                reason: try row.get("reason"),
                superseded: try row.get("superseded")
            )
        }
        return try outcomes.map { outcome in
            guard let outcome else {
                throw PostgresError(
                    .protocolViolation,
                    "a message was neither stored nor found",
                    statement: "ingest.messages"
                )
            }
            return outcome
        }
    }
}
