import Glibc

/// Ports for servers that tests stop and start again.
package enum FreePort {
    /// A TCP port of the loopback that nobody listens on now, and that stays free between a stop and a start: it lies
    /// below the range (`ip_local_port_range`) out of which the system gives ports to outgoing connections, of which
    /// other tests hold thousands meanwhile.
    package static func find() throws(NoFreePort) -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 10_000..<32_768)
            if try isFree(port) { return port }
        }
        throw NoFreePort()
    }

    /// Nothing was free in a hundred tries, or no socket could be made.
    package struct NoFreePort: Error {}

    private static func isFree(_ port: UInt16) throws(NoFreePort) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw NoFreePort() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
