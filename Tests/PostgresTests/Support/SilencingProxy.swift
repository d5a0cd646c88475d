import Foundation
import Postgres
import Synchronization

/// Stands between a client and the server, and stops passing anything on when told.
///
/// Plain threads and blocking calls: two per connection, ended by shutting the sockets down.
final class SilencingProxy: Sendable {
    let port: UInt16
    private let listener: SilentHost
    private let target: (host: String, port: UInt16)
    private let isSilent = Atomic(false)
    private let sockets = Guarded<[Int32]>([])

    init(to serverURL: String) async throws {
        listener = try SilentHost()
        port = listener.port
        let url = URLComponents(string: serverURL)
        target = (url?.host ?? "127.0.0.1", UInt16(url?.port ?? 5432))
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let client = accept(listener.descriptor, nil, nil)
                guard client >= 0, let self else {
                    close(client)
                    return
                }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                serve(client)
            }
        }
    }

    deinit {
        listener.shut()
        sockets.withLock { sockets in
            for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    func fallSilent() {
        isSilent.store(true, ordering: .sequentiallyConsistent)
    }

    private func serve(_ client: Int32) {
        guard let server = connectToTarget() else {
            close(client)
            return
        }
        sockets.withLock { $0 += [client, server] }
        for (source, destination) in [(client, server), (server, client)] {
            Thread.detachNewThread { [weak self] in
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = recv(source, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    guard self?.isSilent.load(ordering: .sequentiallyConsistent) == false else { continue }
                    guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
                }
                shutdown(destination, Int32(SHUT_RDWR))
            }
        }
    }

    private func connectToTarget() -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, String(target.port), &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        let descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard connect(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

/// The same connection string by way of a proxy.
func proxied(_ connectionString: String, port: UInt16) throws -> String {
    guard var url = URLComponents(string: connectionString), url.scheme != nil else {
        throw PostgresError(.connectFailed, "the tests' connection string is not a URL")
    }
    url.host = "127.0.0.1"
    url.port = Int(port)
    return url.string ?? ""
}
