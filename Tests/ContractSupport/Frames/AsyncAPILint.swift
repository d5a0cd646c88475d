/// Finds what is careless in `asyncapi.yaml`.
struct AsyncAPILint {
    let specification: AsyncAPI

    func problems() -> [String] {
        let root = specification.root
        let lint = SchemaLint(root: root)
        var problems: [String] = []
        for (name, schema) in root["components"]?["schemas"]?.sortedMembers ?? [] {
            problems += lint.problems(schema, at: "components/schemas/\(name)")
        }
        for (name, message) in root["components"]?["messages"]?.sortedMembers ?? [] {
            let place = "components/messages/\(name)"
            guard let payload = message["payload"] else {
                problems.append("\(place): has no payload")
                continue
            }
            problems += lint.problems(payload, at: place)
            if AsyncAPI.type(payload, root) == nil { problems.append("\(place): its type is no constant") }
            for example in message["examples"]?.elements ?? [] {
                guard let frame = example["payload"] else { continue }
                problems += SchemaCheck(root: root).problems(frame, payload).map { "\(place): its own example: \($0)" }
            }
        }
        for (name, channel) in root["channels"]?.sortedMembers ?? [] {
            guard let address = channel["address"]?.text else {
                problems.append("channels/\(name): has no address")
                continue
            }
            for isFromServer in [true, false]
            where specification.frames(at: address, isFromServer: isFromServer)?.isEmpty != false {
                problems.append("channels/\(name): nothing is \(isFromServer ? "sent" : "received") there")
            }
            for (message, written) in channel["messages"]?.sortedMembers ?? [] {
                let frame = written.following(root)["payload"]
                if frame == nil { problems.append("channels/\(name)/messages/\(message): leads to no message") }
            }
        }
        for (name, operation) in root["operations"]?.sortedMembers ?? [] {
            let place = "operations/\(name)"
            if !["send", "receive"].contains(operation["action"]?.text ?? "") {
                problems.append("\(place): neither sends nor receives")
            }
            if operation["channel"]?["$ref"]?.text.flatMap(root.resolve) == nil {
                problems.append("\(place): has no channel")
            }
            for message in operation["messages"]?.elements ?? [] where message.following(root)["payload"] == nil {
                problems.append("\(place): names a message that is none")
            }
        }
        return problems
    }
}
