/// Something that can answer a guest: the hotel's own engine over HTTP, or the built-in ``HouseConcierge``.
///
/// Every implementation keeps four promises, checked by one conformance suite: the deadline is honoured, cancelling the
/// task ends the call, a reply names the conversation that was asked about, and a reply that breaks the contract is an
/// error rather than an answer.
package protocol AIEngineClient: Sendable {
    /// A short stable name for logs, metrics and the turn's record.
    var name: String { get }

    /// Asks for the next word of one conversation.
    ///
    /// - Parameters:
    ///   - request: the guest's message with all the engine may know.
    ///   - deadline: the moment after which an answer is worthless.
    /// - Returns: a reply that has passed ``EngineReplyValidator``.
    /// - Throws: ``EngineError``.
    func answer(_ request: EngineRequest, deadline: ContinuousClock.Instant) async throws(EngineError) -> EngineReply
}
