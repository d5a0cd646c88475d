package import NIOCore

/// Frames of a server, ready for the wire. They are not masked, so one buffer serves every socket it goes to.
package enum ServerFrame {
    /// A ping with nothing in it.
    static let ping = ByteBuffer(bytes: [0x89, 0x00])

    /// A whole text message.
    package static func text(_ payload: some Collection<UInt8>) -> ByteBuffer {
        frame(0x81, payload)
    }

    /// The answer to a ping.
    static func pong(_ payload: [UInt8]) -> ByteBuffer {
        frame(0x8A, payload)
    }

    /// The last frame.
    static func close(_ code: CloseCode) -> ByteBuffer {
        close(code.rawValue, code.reason)
    }

    /// The answer to a client's last frame: its own number again.
    static func close(echoing code: UInt16?) -> ByteBuffer {
        guard let code else { return frame(0x88, []) }
        return close(code, "")
    }

    private static func close(_ code: UInt16, _ reason: String) -> ByteBuffer {
        frame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    private static func frame(_ first: UInt8, _ payload: some Collection<UInt8>) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: payload.count + 10)
        buffer.writeInteger(first)
        switch payload.count {
        case 0...125:
            buffer.writeInteger(UInt8(payload.count))
        case 126...Int(UInt16.max):
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeBytes(payload)
        return buffer
    }
}
