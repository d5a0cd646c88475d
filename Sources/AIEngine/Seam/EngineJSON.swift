package import Foundation

/// The contract's JSON: camelCase keys, RFC 3339 dates in UTC.
package enum EngineJSON {
    /// Writes a request or reply.
    ///
    /// - Throws: `EncodingError`, for a number JSON cannot hold.
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        return try encoder.encode(value)
    }

    /// Reads a request or reply.
    ///
    /// - Throws: ``EngineError/malformed(field:detail:)`` naming the field.
    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws(EngineError) -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            for hasFraction in [true, false] {
                let style = Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction)
                if let date = try? style.parse(text) { return date }
            }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 date")
        }
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            throw EngineError(error)
        } catch {
            throw .malformed(field: "body", detail: "cannot be read")
        }
    }
}

extension EngineError {
    /// Names the field at fault; the value itself is left out, because it may be guest text.
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self = .malformed(field: Self.path(context.codingPath), detail: "is not of type \(type)")
        case .valueNotFound(_, let context):
            self = .malformed(field: Self.path(context.codingPath), detail: "is null")
        case .keyNotFound(let key, let context):
            self = .malformed(field: Self.path(context.codingPath + [key]), detail: "is missing")
        case .dataCorrupted(let context):
            let path = Self.path(context.codingPath)
            self = .malformed(field: path, detail: path == "body" ? "is not JSON" : "has a value that is not allowed")
        @unknown default:
            self = .malformed(field: "body", detail: "cannot be read")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return path.isEmpty ? "body" : path
    }
}
