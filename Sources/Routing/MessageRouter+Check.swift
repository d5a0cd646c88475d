package import Channels
package import Domain

extension MessageRouter {
    /// Asks an endpoint's provider whether its credentials work, as they are stored now.
    ///
    /// - Parameter generation: of the endpoint the caller has seen; an older one in memory is read anew.
    /// - Returns: nil when there is no such endpoint any more.
    /// - Throws: when the database cannot be used now.
    package func check(_ id: EndpointID, generation: Int, within patience: Duration = .seconds(10)) async throws
        -> CredentialsCheck?
    {
        guard let entry = try await directory.endpoint(id, generation: generation) else { return nil }
        guard let channel = channels.channel(for: entry.provider) else { return .failed(.noChannel, code: nil) }
        return await channel.check(
            address: entry.address,
            credentials: entry.credentials,
            deadline: .now + patience
        )
    }
}
