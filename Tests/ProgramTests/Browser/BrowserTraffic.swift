import ContractSupport
import Foundation
import Synchronization

/// What the pages of a browser asked a server and heard from it, held against the contract.
final class BrowserTraffic: Sendable {
    private struct Asked {
        let method: String
        let url: URL
        var status: Int?
        var headers: [String: String] = [:]
    }

    private struct State {
        var requests: [String: Asked] = [:]
        /// What pages are not shown of an answer's headers, such as cookies; told apart from the answer, in any order.
        var hiddenHeaders: [String: [String: String]] = [:]
        var sockets: [String: String] = [:]
        var answers: [(id: String, asked: Asked, body: Task<[UInt8]?, Never>)] = []
        var problems: [String] = []
        var seen = 0
    }

    private let state = Mutex(State())

    /// Hears one of the browser's events; asks for the body of an answer when it is there.
    func heard(_ method: String, _ told: Browser.Message, body: @escaping @Sendable (String) async -> [UInt8]?) {
        guard let id = told["requestId"]?.string else { return }
        switch method {
        case "Network.requestWillBeSent":
            let request = told["request"]?.members ?? [:]
            guard let url = request["url"]?.string.flatMap({ URL(string: $0) }), url.scheme == "http" else { return }
            let asked = Asked(method: request["method"]?.string ?? "", url: url)
            state.withLock { $0.requests[id] = asked }
        case "Network.responseReceived":
            let response = told["response"]?.members ?? [:]
            guard case .number(let status)? = response["status"] else { return }
            let headers = Self.headers(response["headers"])
            state.withLock { state in
                state.requests[id]?.status = Int(status)
                state.requests[id]?.headers = headers
            }
        case "Network.responseReceivedExtraInfo":
            let headers = Self.headers(told["headers"])
            state.withLock { $0.hiddenHeaders[id] = headers }
        case "Network.loadingFinished": finished(id, body)
        case "Network.webSocketCreated":
            guard let path = told["url"]?.string.flatMap({ URL(string: $0) })?.path else { return }
            state.withLock { $0.sockets[id] = path }
        case "Network.webSocketFrameReceived", "Network.webSocketFrameSent":
            let frame = told["response"]?.members ?? [:]
            guard frame["opcode"] == .number(1), let text = frame["payloadData"]?.string else { return }
            check(text, isFromServer: method.hasSuffix("Received"), on: id)
        default: break
        }
    }

    private func finished(_ id: String, _ body: @escaping @Sendable (String) async -> [UInt8]?) {
        state.withLock { state in
            guard let asked = state.requests.removeValue(forKey: id), asked.status != nil else { return }
            state.seen += 1
            state.answers.append((id, asked, Task { await body(id) }))
        }
    }

    private static func headers(_ told: JSONFragment?) -> [String: String] {
        let named = (told?.members ?? [:]).compactMap { name, value in value.string.map { (name.lowercased(), $0) } }
        return Dictionary(named) { "\($0), \($1)" }
    }

    private func check(_ text: String, isFromServer: Bool, on id: String) {
        state.withLock { state in
            guard let address = state.sockets[id] else { return }
            state.seen += 1
            state.problems += Contract.shared.problems(ofFrameAt: address, isFromServer: isFromServer, text: text)
                .map { "\($0) in \(text)" }
        }
    }

    /// What was not as the contract promises so far, and how many answers and frames were looked at.
    func outcome() async -> (problems: [String], seen: Int) {
        let (answers, seen) = state.withLock { ($0.answers, $0.seen) }
        var problems = state.withLock { $0.problems }
        for (id, asked, body) in answers {
            let hidden = state.withLock { $0.hiddenHeaders[id] ?? [:] }
            let bytes = await body.value
            let exchange = Exchange(
                method: asked.method,
                path: asked.url.path,
                status: asked.status ?? 0,
                headers: asked.headers.merging(hidden) { shown, _ in shown },
                body: bytes ?? []
            )
            let found = bytes == nil ? ["its body is not to be had"] : Contract.shared.problems(in: exchange)
            problems += found.map { "\(exchange): \($0)" }
        }
        return (problems, seen)
    }
}
