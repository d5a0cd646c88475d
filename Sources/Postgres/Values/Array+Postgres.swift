/// The binary form: dimensions, has-NULLs, element type; then per dimension length and lower bound; then the elements.
extension Array: PostgresEncodable where Element: PostgresEncodable {
    /// One dimension only: an array of arrays has no array type and is refused when sent.
    package static var postgresType: PostgresType {
        PostgresType(oid: Element.postgresType.arrayOID, arrayOID: 0)
    }

    package var postgresPayload: BindPayload {
        guard Element.postgresType.arrayOID != 0 else { return .invalid("arrays of arrays are not supported") }
        var bytes: [UInt8] = []
        func append(_ value: Int32) {
            Swift.withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        }
        append(isEmpty ? 0 : 1)
        let hasNullsOffset = bytes.count + 3
        append(0)
        append(Int32(bitPattern: Element.postgresType.oid))
        guard !isEmpty else { return .bytes(bytes) }
        append(Int32(clamping: count))
        append(1)
        for element in self {
            let payload = element.postgresPayload
            if let refusal = payload.refusal { return .invalid("array element: \(refusal)") }
            let start = bytes.count
            append(0)
            let length = payload.append(to: &bytes).map { Int32(clamping: $0) } ?? -1
            Swift.withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
            if length < 0 { bytes[hasNullsOffset] = 1 }
        }
        return .bytes(bytes)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    package static func decode(_ field: Field) throws(DecodingFailure) -> [Element] {
        var reader = ArrayReader(bytes: try field.content())
        let dimensions = try reader.integer()
        _ = try reader.integer()
        let type = UInt32(bitPattern: try reader.integer())
        guard dimensions != 0 else { return [] }
        guard dimensions == 1 else { throw DecodingFailure("an array of \(dimensions) dimensions") }
        let count = try reader.integer()
        _ = try reader.integer()
        var elements: [Element] = []
        // A length is not believed before its bytes are seen: each element takes at least four.
        guard count >= 0, Int(count) <= reader.bytes.count / 4 else { throw DecodingFailure("malformed array") }
        elements.reserveCapacity(Int(count))
        for _ in 0..<count {
            let element = Field(oid: type, owner: field.owner, bytes: try reader.element())
            elements.append(try Element.decode(element))
        }
        return elements
    }
}

private struct ArrayReader {
    let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func integer() throws(DecodingFailure) -> Int32 {
        guard bytes.count - position >= 4 else { throw DecodingFailure("malformed array") }
        defer { position += 4 }
        return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self))
    }

    mutating func element() throws(DecodingFailure) -> UnsafeRawBufferPointer? {
        let length = try integer()
        guard length >= 0 else { return nil }
        guard bytes.count - position >= Int(length) else { throw DecodingFailure("malformed array") }
        defer { position += Int(length) }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(length)])
    }
}
