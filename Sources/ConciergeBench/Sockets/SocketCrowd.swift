import CEpoll
import Foundation

/// Many WebSockets of one thread: opened one after the other, then only read.
final class SocketCrowd {
    private struct Member {
        let socket: StreamSocket
        var frames = FrameCounter()
    }

    private var members: [Member] = []
    private let poller: Int32
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    /// Text frames of all sockets since ``forget()``.
    private(set) var received = 0

    /// How many sockets are open.
    var count: Int { members.count }

    /// How long the last frame on the first socket was, in bytes.
    var lastTextLength: Int { members.first?.frames.lastLength ?? 0 }

    /// Opens sockets and waits until each is answered.
    ///
    /// - Parameters:
    ///   - opening: the request that opens one.
    ///   - greeting: a frame sent at once; each socket then waits for one text frame in return. Nil sends none.
    init(_ count: Int, port: Int, opening: [UInt8], greeting: [UInt8]?) throws {
        poller = cepoll_create()
        guard poller >= 0 else { throw BenchError("no epoll: \(poller)") }
        members.reserveCapacity(count)
        for index in 0..<count {
            let socket = try StreamSocket(connectingTo: port)
            try socket.write(opening)
            var member = Member(socket: socket)
            var answer: [UInt8] = []
            while true {
                try socket.read(into: &answer)
                guard let end = Self.endOfHead(answer) else { continue }
                guard answer.starts(with: Array("HTTP/1.1 101".utf8)) else {
                    throw BenchError("the socket was refused: \(String(decoding: answer, as: UTF8.self))")
                }
                try member.frames.take(answer[end...])
                break
            }
            if let greeting {
                try socket.write(greeting)
                while member.frames.texts == 0 {
                    answer.removeAll(keepingCapacity: true)
                    try socket.read(into: &answer)
                    try member.frames.take(answer[...])
                }
            }
            let watched = cepoll_watch(poller, socket.descriptor, UInt64(index))
            guard watched >= 0 else { throw BenchError("epoll refused a socket: \(watched)") }
            members.append(member)
        }
    }

    deinit {
        for member in members { _ = cepoll_remove(poller, member.socket.descriptor) }
        close(poller)
    }

    /// Begins to count anew.
    func forget() {
        received = 0
    }

    /// Reads what has come, waiting for something if nothing has.
    ///
    /// - Parameter limit: how long it waits at most, in milliseconds.
    func read(waiting limit: Int) throws {
        var events = [cepoll_event](repeating: cepoll_event(), count: 64)
        // SAFETY: the call writes at most as many events as the array holds.
        let ready = unsafe events.withUnsafeMutableBufferPointer { list in
            unsafe cepoll_wait(poller, list.baseAddress, Int32(list.count), Int32(limit))
        }
        guard ready >= 0 else { throw BenchError("epoll failed: \(ready)") }
        for event in events.prefix(Int(ready)) {
            let index = Int(event.token)
            let descriptor = members[index].socket.descriptor
            // SAFETY: the call writes at most the buffer's length.
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw BenchError("the server hung up on a socket") }
            let before = members[index].frames.texts
            try members[index].frames.take(buffer[..<count])
            received += members[index].frames.texts - before
        }
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (4...bytes.count).first { bytes[($0 - 4)..<$0].elementsEqual([13, 10, 13, 10]) }
    }
}
