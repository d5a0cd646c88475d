import NIOCore
import Testing

@testable import API

/// A client's bytes, taken apart without a socket.
@Suite struct FrameReaderTests {
    private typealias Client = SocketClient

    private func reader(_ limit: Int = 1 << 17) -> FrameReader {
        FrameReader(maxMessageBytes: limit, maxFragments: 4)
    }

    /// Everything that is read from pieces of bytes, each appended by itself.
    private func events(_ pieces: [[UInt8]], limit: Int = 1 << 17) throws -> [FrameReader.Event] {
        var reader = reader(limit)
        var events: [FrameReader.Event] = []
        for piece in pieces {
            reader.append(ByteBuffer(bytes: piece))
            while let event = try reader.next() { events.append(event) }
            reader.settle()
        }
        #expect(!reader.isInsideMessage)
        return events
    }

    @Test(arguments: [0, 1, 125, 126, 127, 1000, 65_535, 65_536, 70_000])
    func `A message of any length is the same in one piece and byte by byte`(length: Int) throws {
        let payload = (0..<length).map { UInt8($0 % 128) }
        let bytes = Client.frame(1, payload)
        #expect(try events([bytes]) == [.text(payload)])
        #expect(try events(bytes.map { [$0] }) == [.text(payload)])
    }

    @Test func `Any number of frames in any cut are the same messages`() throws {
        let bytes =
            Client.frame(1, Array("one".utf8)) + Client.frame(9, [1, 2])
            + Client.frame(1, Array("tw".utf8), isFinal: false) + Client.frame(10)
            + Client.frame(0, Array("o é".utf8)) + Client.frame(8, [3, 0xE8] + Array("bye".utf8))
        let expected: [FrameReader.Event] = [
            .text(Array("one".utf8)), .ping([1, 2]), .pong, .text(Array("two é".utf8)), .close(1000),
        ]
        for cut in 0...bytes.count {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected)
        }
    }

    @Test func `A character may be cut between the pieces of a message`() throws {
        let snow = Array("☃".utf8)
        let bytes = Client.frame(1, [snow[0]], isFinal: false) + Client.frame(0, Array(snow[1...]))
        #expect(try events([bytes]) == [.text(snow)])
    }

    @Test(arguments: [
        (Client.frame(1, [65], isMasked: false), CloseCode.protocolError),
        (Client.frame(1, [65], reserved: 4), .protocolError), (Client.frame(1, [65], reserved: 1), .protocolError),
        (Client.frame(3), .protocolError), (Client.frame(7), .protocolError), (Client.frame(11), .protocolError),
        (Client.frame(15), .protocolError), (Client.frame(0, [65]), .protocolError),
        (Client.frame(9, [UInt8](repeating: 0, count: 126)), .protocolError),
        (Client.frame(9, [1], isFinal: false), .protocolError), (Client.frame(8, isFinal: false), .protocolError),
        (Client.frame(1, [65], isFinal: false) + Client.frame(1, [66]), .protocolError),
        (Client.frame(1, [65], isFinal: false) + Client.frame(2, [66]), .protocolError),
        (Client.frame(2, [65]), .unsupportedData),
        (Client.frame(1, [0xFF]), .invalidText), (Client.frame(1, [0xED, 0xA0, 0x80]), .invalidText),
        (Client.frame(1, [0xC3], isFinal: false) + Client.frame(0, [0x28]), .invalidText),
        (Client.frame(8, [3]), .protocolError), (Client.frame(8, [0, 0]), .protocolError),
        (Client.frame(8, [0x03, 0xED]), .protocolError), (Client.frame(8, [0x07, 0xD0]), .protocolError),
        (Client.frame(8, [3, 0xE8, 0xFF]), .invalidText),
        // Lengths written longer than need be, and a length beyond all.
        ([0x81, 0xFE, 0, 1, 0, 0, 0, 0, 65], .protocolError),
        ([0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 65], .protocolError),
        ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .protocolError),
        (Client.frame(1, [], announcing: 1 << 40), .tooLarge),
    ])
    func `What no client may send is told by its number`(bytes: [UInt8], code: CloseCode) {
        #expect(throws: FrameReader.Violation(code)) { try events([bytes]) }
        #expect(throws: FrameReader.Violation(code)) { try events(bytes.map { [$0] }) }
    }

    @Test func `A message may be exactly as large as allowed, in one piece or in several`() throws {
        let half = [UInt8](repeating: 65, count: 50)
        let pieces = Client.frame(1, half, isFinal: false) + Client.frame(0, half)
        #expect(try events([pieces], limit: 100) == [.text(half + half)])
        #expect(throws: FrameReader.Violation(.tooLarge)) { try events([pieces], limit: 99) }
        #expect(try events([Client.frame(1, half + half)], limit: 100) == [.text(half + half)])
        #expect(throws: FrameReader.Violation(.tooLarge)) { try events([Client.frame(1, half + half)], limit: 99) }
    }

    @Test func `A message in too many pieces is refused, empty ones too`() {
        let pieces = Client.frame(1, isFinal: false) + (0..<4).flatMap { _ in Client.frame(0, isFinal: false) }
        #expect(throws: FrameReader.Violation(.tooLarge)) { try events([pieces]) }
    }

    @Test func `Random bytes never do worse than end the socket`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var reader = reader(4096)
            reader.append(ByteBuffer(bytes: bytes))
            do {
                while let event = try reader.next() {
                    if case .text(let text) = event { #expect(text.count <= 4096) }
                }
            } catch {
                #expect(error.code != .normal)
            }
            reader.settle()
        }
    }
}
