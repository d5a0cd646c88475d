extension Decoder {
    /// A keyed container that holds no key but those named.
    ///
    /// - Throws: `DecodingError.dataCorrupted` naming the first unknown key.
    func strictContainer<Key: CodingKey & CaseIterable>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let known = Set(Key.allCases.map(\.stringValue))
        for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            let context = DecodingError.Context(
                codingPath: codingPath,
                debugDescription: "unknown key \(key.stringValue); known are \(known.sorted().joined(separator: ", "))"
            )
            throw DecodingError.dataCorrupted(context)
        }
        return try container(keyedBy: type)
    }
}

private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
