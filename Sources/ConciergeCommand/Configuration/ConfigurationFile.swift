import Configuration
import Foundation
import Yams

/// `concierge.yaml`, flattened to dotted keys without the optional `gateway` root. Everything is text: units and
/// ranges are the settings' own business.
struct ConfigurationFile {
    /// The values by key.
    private(set) var values: [String: String] = [:]
    /// Every key as written, even an empty one, with the key it stands for.
    private(set) var keys: [(written: String, key: String)] = []
    /// What could not be read, one sentence each.
    private(set) var problems: [String] = []

    /// Nothing.
    init() {}

    /// Reads YAML text; `name` is what sentences call it.
    init(yaml: String, name: String) {
        self.init()
        do {
            guard let root = try Yams.compose(yaml: yaml), root.isMeaningful else { return }
            guard let mapping = root.mapping else {
                problems.append("\(name) must be a YAML mapping of settings")
                return
            }
            for (key, value) in mapping { flatten(key, value, path: [], file: name) }
        } catch {
            problems.append("\(name) is not valid YAML: \(Self.firstLine(of: error))")
        }
    }

    /// Reads a file. A missing one is a problem only when it was asked for by name.
    init(path: String, isRequired: Bool) {
        self.init()
        // By handle rather than by content: /dev/null is a sound way to say "no file".
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.readToEnd() ?? Data() else {
            if isRequired { problems.append("there is no configuration file to read at \(path)") }
            return
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            problems.append("\(path) is not UTF-8 text")
            return
        }
        self = ConfigurationFile(yaml: text, name: path)
    }

    private mutating func flatten(_ keyNode: Node, _ value: Node, path: [String], file: String) {
        guard let name = keyNode.scalar?.string else {
            problems.append("\(file) has a key that is not a word under \(path.joined(separator: "."))")
            return
        }
        let written = path + [name]
        if let mapping = value.mapping, !mapping.isEmpty {
            for (key, inner) in mapping { flatten(key, inner, path: written, file: file) }
            return
        }
        let full = written.joined(separator: ".")
        let key = full.hasPrefix("gateway.") ? String(full.dropFirst("gateway.".count)) : full
        keys.append((full, key))
        guard value.isMeaningful, let text = Self.text(of: value) else {
            if value.isMeaningful { problems.append("\(full) must be a single value or a list of them") }
            return
        }
        if values.updateValue(text, forKey: key) != nil {
            problems.append("\(key) is given twice, once under gateway and once beside it")
        }
    }

    private static func text(of node: Node) -> String? {
        if let scalar = node.scalar { return scalar.string }
        guard let sequence = node.sequence else { return nil }
        let items = sequence.compactMap(\.scalar?.string)
        return items.count == sequence.count ? items.joined(separator: ",") : nil
    }

    private static func firstLine(of error: any Error) -> String {
        "\(error)".split(separator: "\n").first.map(String.init) ?? "unreadable"
    }
}

extension Node {
    /// Whether something is written there: `key:` and `key: ~` say nothing, nor does an empty mapping.
    fileprivate var isMeaningful: Bool {
        if let mapping { return !mapping.isEmpty }
        return self != Node("null", Tag(.null)) && null == nil
    }
}
