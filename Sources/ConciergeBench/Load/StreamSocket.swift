import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP socket on loopback, used by one thread. Costs two system calls a message, so that the generator takes as
/// little as it can of the processors it shares with what it measures.
final class StreamSocket {
    let descriptor: Int32

    /// Opens a socket.
    init() throws {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw BenchError("no socket: \(Self.reason)") }
    }

    deinit {
        close(descriptor)
    }

    /// Connects to a port of this machine; small writes leave at once.
    convenience init(connectingTo port: Int) throws {
        try self.init()
        let result = unsafe Self.withLoopback(port) { address, length in unsafe connect(descriptor, address, length) }
        guard result == 0 else { throw BenchError("cannot connect to port \(port): \(Self.reason)") }
        var on: Int32 = 1
        // SAFETY: the option is read during the call only.
        guard
            unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
                == 0
        else { throw BenchError("TCP_NODELAY was refused: \(Self.reason)") }
    }

    /// Takes any free port and says which.
    func bindToLoopback() throws -> Int {
        guard unsafe Self.withLoopback(0, { address, length in unsafe bind(descriptor, address, length) }) == 0 else {
            throw BenchError("no free port: \(Self.reason)")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: the call writes at most `length` bytes into the local value.
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw BenchError("the port is not known: \(Self.reason)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Writes everything.
    func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            // SAFETY: the pointer is used during the call only.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, 0)
            }
            if count > 0 {
                sent += count
            } else if errno != EINTR {
                throw BenchError("the server does not take a request: \(Self.reason)")
            }
        }
    }

    /// Reads what is there, waiting for something if nothing is; throws when the other side is gone.
    func read(into buffer: inout [UInt8], capacity: Int = 16_384) throws {
        let before = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: capacity))
        // SAFETY: the pointer is used during the call only, for the bytes just added.
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress?.advanced(by: before), capacity, 0)
        }
        buffer.removeLast(capacity - max(0, count))
        if count == 0 { throw BenchError("the server closed a connection") }
        if count < 0, errno != EINTR { throw BenchError("a connection broke: \(Self.reason)") }
    }

    private static var reason: String {
        // SAFETY: strerror's text is copied at once.
        unsafe String(cString: strerror(errno))
    }

    private static func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        // SAFETY: every socket address begins as `sockaddr`; the pointer lives for the call only.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
