import NIOCore

/// Takes a client's bytes apart into messages (RFC 6455 §5), strictly: what no client should send ends the socket.
///
/// A value without a socket: bytes go in, events come out. It holds at most one message, and nothing between messages.
struct FrameReader {
    /// Something whole arrived.
    enum Event: Equatable {
        /// A message, its pieces put together; valid UTF-8.
        case text([UInt8])
        case ping([UInt8])
        case pong
        /// The client ends the conversation; nil when it gave no number.
        case close(UInt16?)
    }

    /// The client broke the protocol or a limit.
    struct Violation: Error, Equatable {
        var code: CloseCode

        init(_ code: CloseCode) { self.code = code }
    }

    private struct Header {
        var isFinal: Bool
        var opcode: UInt8
        var length: Int
        var mask: (UInt8, UInt8, UInt8, UInt8)
    }

    private static let continuation: UInt8 = 0x0
    private static let text: UInt8 = 0x1
    private static let binary: UInt8 = 0x2
    private static let close: UInt8 = 0x8
    private static let ping: UInt8 = 0x9
    private static let pong: UInt8 = 0xA

    private let maxMessageBytes: Int
    private let maxFragments: Int
    /// Bytes not taken apart yet; nil between messages, so that an idle socket costs nothing here.
    private var unread: ByteBuffer?
    /// A header whose payload has not arrived whole.
    private var header: Header?
    /// The pieces of a message so far; nil outside of one.
    private var pieces: [UInt8]?
    private var pieceCount = 0

    /// Reads messages up to a size, in up to so many pieces.
    init(maxMessageBytes: Int, maxFragments: Int) {
        self.maxMessageBytes = maxMessageBytes
        self.maxFragments = maxFragments
    }

    /// Whether a message has begun that is not whole.
    var isInsideMessage: Bool { unread != nil || header != nil || pieces != nil }

    /// Adds bytes that arrived. Follow with ``next()`` until it has nothing more, and then with ``settle()``.
    mutating func append(_ bytes: ByteBuffer) {
        if unread == nil {
            unread = bytes
        } else {
            unread?.writeImmutableBuffer(bytes)
        }
    }

    /// Gives back the buffer that was appended: what is left of it is little and copied.
    mutating func settle() {
        guard let rest = unread else { return }
        if rest.readableBytes == 0 {
            unread = nil
        } else {
            var own = ByteBufferAllocator().buffer(capacity: max(rest.readableBytes, header?.length ?? 0))
            own.writeImmutableBuffer(rest)
            unread = own
        }
    }

    /// The next whole thing, or nil when more bytes are needed.
    mutating func next() throws(Violation) -> Event? {
        while true {
            if header == nil { header = try readHeader() }
            guard let frame = header, let payload = takePayload(frame) else { return nil }
            header = nil
            if let event = try event(frame, payload) { return event }
        }
    }

    private mutating func event(_ frame: Header, _ payload: [UInt8]) throws(Violation) -> Event? {
        switch frame.opcode {
        case Self.ping: return .ping(payload)
        case Self.pong: return .pong
        case Self.close: return .close(try Self.closeCode(payload))
        default:
            guard frame.isFinal else {
                pieceCount += 1
                guard pieceCount <= maxFragments else { throw Violation(.tooLarge) }
                pieces = (pieces ?? []) + payload
                return nil
            }
            let whole = pieces.map { $0 + payload } ?? payload
            pieces = nil
            pieceCount = 0
            guard String(validating: whole, as: UTF8.self) != nil else { throw Violation(.invalidText) }
            return .text(whole)
        }
    }

    private mutating func readHeader() throws(Violation) -> Header? {
        guard let bytes = unread, bytes.readableBytes >= 2 else { return nil }
        let start = bytes.readerIndex
        guard let first: UInt8 = bytes.getInteger(at: start), let second: UInt8 = bytes.getInteger(at: start + 1)
        else { return nil }
        let isFinal = first & 0x80 != 0
        let opcode = first & 0x0F
        // Extensions are not negotiated, so their bits must be clear; and a client's frames must be masked.
        guard first & 0x70 == 0, second & 0x80 != 0 else { throw Violation(.protocolError) }
        try check(opcode, isFinal: isFinal, shortLength: second & 0x7F)
        guard let (length, lengthBytes) = try Self.length(second & 0x7F, bytes, at: start + 2) else { return nil }
        // Refused as soon as it is announced, before any of it is kept.
        if opcode & 0x8 == 0, length > maxMessageBytes - (pieces?.count ?? 0) { throw Violation(.tooLarge) }
        guard let mask: UInt32 = bytes.getInteger(at: start + 2 + lengthBytes) else { return nil }
        unread?.moveReaderIndex(forwardBy: 2 + lengthBytes + 4)
        return Header(
            isFinal: isFinal,
            opcode: opcode,
            length: length,
            mask: (
                UInt8(truncatingIfNeeded: mask >> 24), UInt8(truncatingIfNeeded: mask >> 16),
                UInt8(truncatingIfNeeded: mask >> 8), UInt8(truncatingIfNeeded: mask)
            )
        )
    }

    private func check(_ opcode: UInt8, isFinal: Bool, shortLength: UInt8) throws(Violation) {
        switch opcode {
        case Self.continuation: guard pieces != nil else { throw Violation(.protocolError) }
        case Self.text: guard pieces == nil else { throw Violation(.protocolError) }
        case Self.binary: throw Violation(pieces == nil ? .unsupportedData : .protocolError)
        // Control frames come between the pieces of a message, are whole and short.
        case Self.close, Self.ping, Self.pong:
            guard isFinal, shortLength <= 125 else { throw Violation(.protocolError) }
        default: throw Violation(.protocolError)
        }
    }

    /// The length and the number of extra bytes it took; nil when they have not all arrived.
    private static func length(_ short: UInt8, _ bytes: ByteBuffer, at index: Int) throws(Violation) -> (Int, Int)? {
        switch short {
        case 126:
            guard let long: UInt16 = bytes.getInteger(at: index) else { return nil }
            guard long > 125 else { throw Violation(.protocolError) }
            return (Int(long), 2)
        case 127:
            guard let long: UInt64 = bytes.getInteger(at: index) else { return nil }
            guard long > UInt64(UInt16.max), long <= UInt64(Int64.max) else { throw Violation(.protocolError) }
            return (Int(long), 8)
        default:
            return (Int(short), 0)
        }
    }

    private mutating func takePayload(_ frame: Header) -> [UInt8]? {
        if frame.length == 0 { return [] }
        guard var payload = unread?.readBytes(length: frame.length) else { return nil }
        let mask = frame.mask
        var index = 0
        while index < payload.count {
            switch index & 3 {
            case 0: payload[index] ^= mask.0
            case 1: payload[index] ^= mask.1
            case 2: payload[index] ^= mask.2
            default: payload[index] ^= mask.3
            }
            index += 1
        }
        return payload
    }

    private static func closeCode(_ payload: [UInt8]) throws(Violation) -> UInt16? {
        if payload.isEmpty { return nil }
        guard payload.count >= 2 else { throw Violation(.protocolError) }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard CloseCode.mayBeSent(code) else { throw Violation(.protocolError) }
        guard String(validating: payload.dropFirst(2), as: UTF8.self) != nil else { throw Violation(.invalidText) }
        return code
    }
}
