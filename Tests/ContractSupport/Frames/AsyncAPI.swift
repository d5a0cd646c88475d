/// What `asyncapi.yaml` promises.
package struct AsyncAPI: Sendable {
    package let root: Document

    /// Reads a document.
    package init(_ root: Document) {
        self.root = root
    }

    /// The addresses of the channels by their names.
    package var addresses: [String: String] {
        (root["channels"]?.members ?? [:]).compactMapValues { $0["address"]?.text }
    }

    /// The schemas of the frames that go one way at an address, by their `type`.
    package func frames(at address: String, isFromServer: Bool) -> [String: Document]? {
        guard let channel = addresses.first(where: { $0.value == address })?.key else { return nil }
        let action = isFromServer ? "send" : "receive"
        var frames: [String: Document] = [:]
        for operation in (root["operations"]?.members ?? [:]).values where operation["action"]?.text == action {
            guard operation["channel"]?["$ref"]?.text == "#/channels/\(channel)" else { continue }
            // An operation that names no messages speaks of all its channel's.
            let messages =
                operation["messages"]?.elements ?? root["channels"]?[channel]?["messages"]?.sortedMembers.map(\.value)
                ?? []
            for message in messages {
                guard let payload = message.following(root)["payload"], let type = Self.type(payload, root) else {
                    continue
                }
                frames[type] = payload
            }
        }
        return frames
    }

    /// The `type` that a frame's schema insists on.
    static func type(_ payload: Document, _ root: Document) -> String? {
        let schema = payload.following(root)
        if let type = schema["properties"]?["type"]?.following(root)["const"]?.text { return type }
        return schema["allOf"]?.elements.lazy.compactMap { Self.type($0, root) }.first
    }

    /// What is wrong with a frame; empty when it is as promised.
    func problems(ofFrameAt address: String, isFromServer: Bool, text: String) -> [String] {
        guard let frames = frames(at: address, isFromServer: isFromServer) else {
            return ["the channel \(address) is not declared"]
        }
        do {
            let frame = try Document(json: Array(text.utf8))
            guard let type = frame["type"]?.text else { return ["the frame has no type: \(text.prefix(200))"] }
            guard let schema = frames[type] else {
                return ["the frame \(type) is not declared for what the \(isFromServer ? "server" : "client") sends"]
            }
            return SchemaCheck(root: root).problems(frame, schema).map { "\(type): \($0)" }
        } catch {
            return ["the frame is \(error)"]
        }
    }
}
