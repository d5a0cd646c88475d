import Foundation
import Glibc
import Synchronization

/// Finds out which addresses a name has.
package struct HostResolver: Sendable {
    /// Why there is no answer; asking again later may help.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// Says why.
        package init(_ description: String) {
            self.description = description
        }
    }

    /// How long the system may take to resolve a name. It cannot be stopped: what it says later nobody hears.
    package static let patience = Duration.seconds(5)
    /// How many questions to the system may be open at once, those nobody listens to any more included.
    private static let most = 32

    private let questions = Questions()
    private let patience: Duration
    private let lookUp: @Sendable (String) -> Result<[String], Failure>

    /// Names a way to find out, which may block.
    package init(patience: Duration = Self.patience, lookUp: @escaping @Sendable (String) -> Result<[String], Failure>)
    {
        self.patience = patience
        self.lookUp = lookUp
    }

    /// The system's own.
    package static let system = HostResolver { systemAddresses(of: $0) }

    /// All addresses of a host, as the system writes them; at least one. Resolving blocks, so each question has a thread
    /// of its own; who asks what is being asked hears that answer.
    package func addresses(of host: String) async throws(Failure) -> [String] {
        let (lookUp, patience, questions) = (lookUp, patience, questions)
        let result: Result<[String], Failure> = await withCheckedContinuation { continuation in
            let answer = Answer(continuation)
            let timer = Task {
                // Cancelled when the answer comes first.
                guard (try? await Task.sleep(for: patience)) != nil else { return }
                answer.give(.failure(Failure("it took longer than \(patience)")))
            }
            let listener: Listener = { found in
                timer.cancel()
                answer.give(found)
            }
            switch questions.add(listener, to: host) {
            case .asked: break
            case .tooMany: listener(.failure(Failure("too many names are being resolved")))
            case .new:
                // No pool: a few names whose servers are silent would fill it, and nobody else's would be resolved.
                Thread.detachNewThread {
                    let found = lookUp(host)
                    for listener in questions.end(host) { listener(found) }
                }
            }
        }
        let addresses = try result.get()
        guard !addresses.isEmpty else { throw Failure("it has no address") }
        return addresses
    }

    private typealias Listener = @Sendable (Result<[String], Failure>) -> Void

    /// The questions that are open, and who listens; those whose patience is over do until theirs ends.
    private final class Questions: Sendable {
        enum Standing {
            case new, asked, tooMany
        }

        private let listeners = Mutex<[String: [Listener]]>([:])

        /// Listens to a question; a new one is to be asked.
        func add(_ listener: @escaping Listener, to host: String) -> Standing {
            listeners.withLock { listeners in
                let isAsked = listeners[host] != nil
                guard isAsked || listeners.count < HostResolver.most else { return .tooMany }
                listeners[host, default: []].append(listener)
                return isAsked ? .asked : .new
            }
        }

        /// Ends a question.
        ///
        /// - Returns: who listens to it.
        func end(_ host: String) -> [Listener] {
            listeners.withLock { $0.removeValue(forKey: host) ?? [] }
        }
    }

    /// The first answer is given, and no other.
    private final class Answer: Sendable {
        private let continuation: Mutex<CheckedContinuation<Result<[String], Failure>, Never>?>

        init(_ continuation: CheckedContinuation<Result<[String], Failure>, Never>) {
            self.continuation = Mutex(continuation)
        }

        func give(_ result: Result<[String], Failure>) {
            let waiting = continuation.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            waiting?.resume(returning: result)
        }
    }

    private static func systemAddresses(of host: String) -> Result<[String], Failure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(Failure(unsafe String(cString: gai_strerror(code)))) }
        defer { unsafe freeaddrinfo(list) }
        var found: [String] = []
        var next = unsafe list
        while let info = unsafe next {
            var text = [CChar](repeating: 0, count: 256)
            let size = socklen_t(text.count)
            let length = unsafe info.pointee.ai_addrlen
            if unsafe getnameinfo(info.pointee.ai_addr, length, &text, size, nil, 0, NI_NUMERICHOST) == 0 {
                found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            unsafe next = info.pointee.ai_next
        }
        return .success(found)
    }
}
