/// A JSON value as it was written, with the place it was found at, so that its exact text can be kept.
///
/// Providers add fields and now and then send another type than promised; therefore every look into a value may
/// simply find nothing, and only the reader decides what that means.
package struct JSONValue: Sendable {
    /// What it is.
    package enum Content: Sendable {
        case object([Member])
        case array([JSONValue])
        case string(String)
        /// The digits as written: an id of 17 digits does not survive a floating-point number.
        case number(String)
        case boolean(Bool)
        case null
    }

    /// A name and what it names.
    package struct Member: Sendable {
        package var key: String
        package var value: JSONValue
    }

    package var content: Content
    /// Where in the document's bytes it stands.
    package var range: Range<Int>

    /// The member of an object; of repeated keys the last, as most readers have it. Nil for anything else, and for
    /// `null`, which providers write where they mean nothing.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = content,
            let value = members.last(where: { $0.key == key })?.value
        else { return nil }
        if case .null = value.content { return nil }
        return value
    }

    /// The elements of an array, nil for anything else.
    package var array: [JSONValue]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The text of a string, nil for anything else.
    package var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// Whether it is an object.
    package var isObject: Bool {
        if case .object = content { true } else { false }
    }

    /// A whole number, written as a number or, as some providers do, as a string of digits.
    package var integer: Int? {
        switch content {
        case .number(let digits), .string(let digits): Int(digits)
        default: nil
        }
    }
}

/// A parsed JSON text together with its bytes.
package struct JSONDocument: Sendable {
    /// The whole text.
    package let bytes: [UInt8]
    /// The one value it is.
    package let root: JSONValue

    /// Parses the whole of the bytes as one value.
    package init(_ bytes: [UInt8]) throws(JSONParser.Failure) {
        self.bytes = bytes
        root = try JSONParser.parse(bytes)
    }

    /// The exact text of a value of this document. Bytes that are not UTF-8 become U+FFFD.
    package func text(of value: JSONValue) -> String {
        String(decoding: bytes[value.range], as: UTF8.self)
    }
}
