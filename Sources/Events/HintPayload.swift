package import Domain

/// What one node notifies the others of: hotels at which something changed.
package struct HintPayload: Sendable, Hashable {
    /// The channel of the notifications.
    package static let channel = "concierge_events"
    /// The server takes less than 8,000 bytes in one notification.
    static let maximumLength = 7000

    /// Who says so, so that nobody listens to itself.
    package let node: String
    /// Where something changed.
    package let properties: [PropertyID]

    /// Names both parts. The node's word must not contain a space.
    package init(node: String, properties: [PropertyID]) {
        self.node = node
        self.properties = properties
    }

    /// Reads a notification; nil when it is none of ours.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let listed = parts[1].split(separator: ",")
        node = String(parts[0])
        properties = listed.compactMap { PropertyID($0) }
        guard properties.count == listed.count, !properties.isEmpty else { return nil }
    }

    /// As many notifications as it takes.
    package var texts: [String] {
        let idLength = 37
        let share = max(1, (Self.maximumLength - node.utf8.count - 1) / idLength)
        return stride(from: 0, to: properties.count, by: share).map { start in
            let part = properties[start..<min(start + share, properties.count)]
            return node + " " + part.map(\.description).joined(separator: ",")
        }
    }
}
