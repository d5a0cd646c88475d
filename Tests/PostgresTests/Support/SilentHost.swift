import Foundation
import Postgres

/// A host that takes connections and never says a word, or refuses them.
final class SilentHost: Sendable {
    let port: UInt16
    let descriptor: Int32

    /// Takes a port, which stays its own for as long as it is held.
    ///
    /// - Parameter isListening: false refuses whoever connects.
    init(isListening: Bool = true) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
                guard bind(descriptor, address, length) == 0 else { return -1 }
                guard !isListening || listen(descriptor, 64) == 0 else { return -1 }
                return getsockname(descriptor, address, &length)
            }
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        guard result == 0 else { throw PostgresError(.system, String(cString: strerror(errno))) }
    }

    /// Makes whoever waits for connections on it return.
    func shut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    deinit {
        close(descriptor)
    }
}
