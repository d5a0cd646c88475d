/// A fault that strikes at times.
package protocol Fault: Sendable {
    /// How often it strikes before it is over; nil for ever.
    var times: Int? { get }
    /// It strikes at every so many calls; nil for all.
    var every: Int? { get }
}

/// What the Graph API may do wrong.
package struct GraphFault: Fault, Codable, Hashable {
    /// The ways.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Refuse with ``GraphFault/status`` and ``GraphFault/code``; the message is not taken.
        case error
        /// Take the message, never answer.
        case hold
        /// Take the message, hang up.
        case close
        /// Take the message, answer 200 without its id.
        case noID
    }

    /// Which.
    package var kind: Kind
    package var times: Int?
    package var every: Int?
    /// The HTTP status of an error, 500 unless said.
    package var status: Int?
    /// Meta's error code; without it the answer has no body.
    package var code: Int?
    /// Meta's words.
    package var message: String?
    /// Seconds for a `Retry-After` header.
    package var retryAfter: Int?

    /// Names every part.
    package init(
        kind: Kind,
        times: Int? = nil,
        every: Int? = nil,
        status: Int? = nil,
        code: Int? = nil,
        message: String? = nil,
        retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.times = times
        self.every = every
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        times = try container.decodeIfPresent(Int.self, forKey: .times)
        every = try container.decodeIfPresent(Int.self, forKey: .every)
        status = try container.decodeHTTPStatusIfPresent(forKey: .status)
        code = try container.decodeIfPresent(Int.self, forKey: .code)
        message = try container.decodeIfPresent(String.self, forKey: .message)
        retryAfter = try container.decodeIfPresent(Int.self, forKey: .retryAfter)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, times, every, status, code, message, retryAfter
    }
}

/// What an AI engine may do wrong.
package struct EngineFault: Fault, Codable, Hashable {
    /// The ways.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Answer with ``EngineFault/status``.
        case error
        /// Never answer.
        case hold
        /// Hang up.
        case close
        /// Answer with something that is not JSON.
        case notJSON
        /// Answer with fields of the wrong types.
        case wrongTypes
        /// Answer without the fields that matter.
        case missingFields
        /// Be 700 % sure.
        case confidence
        /// Answer with a megabyte of words.
        case huge
        /// Answer with no words.
        case empty
        /// Answer about another conversation.
        case otherConversation
    }

    /// Which.
    package var kind: Kind
    package var times: Int?
    package var every: Int?
    /// The HTTP status of an error, 500 unless said.
    package var status: Int?
    /// Seconds for a `Retry-After` header.
    package var retryAfter: Int?

    /// Names every part.
    package init(
        kind: Kind,
        times: Int? = nil,
        every: Int? = nil,
        status: Int? = nil,
        retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.times = times
        self.every = every
        self.status = status
        self.retryAfter = retryAfter
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        times = try container.decodeIfPresent(Int.self, forKey: .times)
        every = try container.decodeIfPresent(Int.self, forKey: .every)
        status = try container.decodeHTTPStatusIfPresent(forKey: .status)
        retryAfter = try container.decodeIfPresent(Int.self, forKey: .retryAfter)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, times, every, status, retryAfter
    }
}

extension KeyedDecodingContainer {
    /// An HTTP status that a final answer may have; any other number would end the program when it is answered with.
    fileprivate func decodeHTTPStatusIfPresent(forKey key: Key) throws -> Int? {
        guard let status = try decodeIfPresent(Int.self, forKey: key) else { return nil }
        guard (200...599).contains(status) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not an HTTP status")
        }
        return status
    }
}
