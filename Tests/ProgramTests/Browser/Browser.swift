import Foundation
import Synchronization

/// A headless Chromium, spoken to over a pipe in its own protocol: what a person would see and click.
final class Browser: Sendable {
    /// What the browser said, decoded.
    typealias Message = [String: JSONFragment]

    private struct State {
        var nextID = 0
        var waiting: [Int: CheckedContinuation<Message, any Error>] = [:]
        var complaints: [String] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let program: RunningProgram
    /// What its pages exchanged with servers.
    let traffic = BrowserTraffic()
    /// Where commands go.
    private let commands: Int32
    private let folder: URL

    /// Runs a test with a browser that is gone afterwards, and everything it stored with it.
    static func withOne<Result>(_ body: (Browser) async throws -> Result) async throws -> Result {
        let browser = try Browser()
        do {
            let result = try await body(browser)
            await browser.quit()
            return result
        } catch {
            await browser.quit()
            throw error
        }
    }

    private init() throws {
        let names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        guard let path = names.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw ProgramFailure(description: "no Chromium is installed")
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "concierge-browser-\(UUID().uuidString)")
        let (theirCommands, ourCommands) = try Self.pipe()
        let (ourAnswers, theirAnswers) = try Self.pipe()
        commands = ourCommands
        program = try RunningProgram(
            path,
            [
                "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-extensions", "--disable-background-networking", "--hide-scrollbars",
                "--user-data-dir=\(folder.path)", "about:blank",
            ],
            descriptors: [(theirCommands, 3), (theirAnswers, 4)]
        )
        close(theirCommands)
        close(theirAnswers)
        Thread.detachNewThread { [self] in read(ourAnswers) }
    }

    /// Opens a page in a tab of its own, of a size in CSS pixels.
    func open(_ url: String, width: Int = 1280, height: Int = 800) async throws -> BrowserPage {
        let target = try await command("Target.createTarget", ["url": "about:blank"])
        let id = try target.text("targetId")
        let attached = try await command("Target.attachToTarget", ["targetId": id, "flatten": true])
        let page = BrowserPage(browser: self, session: try attached.text("sessionId"))
        try await page.begin(width: width, height: height)
        try await page.navigate(to: url)
        return page
    }

    /// What pages wrote to their consoles as errors, and exceptions nobody caught.
    var complaints: [String] { state.withLock { $0.complaints } }

    /// Sends a command and waits for its result.
    @discardableResult
    func command(_ method: String, _ parameters: [String: any Sendable] = [:], session: String? = nil) async throws
        -> Message
    {
        try await withCheckedThrowingContinuation { continuation in
            let id = state.withLock { state -> Int? in
                guard !state.isOver else { return nil }
                state.nextID += 1
                state.waiting[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.resume(throwing: gone) }
            var message: [String: Any] = ["id": id, "method": method, "params": parameters]
            if let session { message["sessionId"] = session }
            do {
                var bytes = Array(try JSONSerialization.data(withJSONObject: message))
                bytes.append(0)
                var sent = 0
                while sent < bytes.count {
                    let count = bytes[sent...].withUnsafeBytes { write(commands, $0.baseAddress, $0.count) }
                    if count < 0, errno != EINTR { throw gone }
                    sent += max(0, count)
                }
            } catch {
                state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: error)
            }
        }
    }

    private var gone: ProgramFailure {
        ProgramFailure(description: "the browser is gone:\n\(program.output.suffix(2000))")
    }

    private func quit() async {
        program.signal(SIGKILL)
        await program.end()
        close(commands)
        // Its own children may still be writing while they end; what stays behind is in the folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }

    private func read(_ descriptor: Int32) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: 0) {
                take(Data(rest[..<end]))
                rest.removeSubrange(...end)
            }
        }
        close(descriptor)
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume(throwing: gone) }
    }

    private func take(_ data: Data) {
        guard let message = try? JSONDecoder().decode(Message.self, from: data) else { return }
        if case .number(let id)? = message["id"] {
            let waiting = state.withLock { $0.waiting.removeValue(forKey: Int(id)) }
            if let error = message["error"] {
                waiting?.resume(throwing: ProgramFailure(description: "the browser refused: \(error)"))
            } else {
                waiting?.resume(returning: message["result"]?.members ?? [:])
            }
            return
        }
        let parameters = message["params"]?.members ?? [:]
        if let method = message["method"]?.string, method.hasPrefix("Network.") {
            let session = message["sessionId"]?.string
            traffic.heard(method, parameters) { [weak self] in await self?.body(of: $0, in: session) }
        }
        switch message["method"]?.string {
        case "Runtime.exceptionThrown": complain("\(parameters)")
        case "Log.entryAdded" where parameters["entry"]?.members["level"]?.string == "error": complain("\(parameters)")
        case "Runtime.consoleAPICalled" where parameters["type"]?.string == "error": complain("\(parameters)")
        default: break
        }
    }

    /// The body of an answer; nil when the browser does not have it any more.
    private func body(of request: String, in session: String?) async -> [UInt8]? {
        let answer = try? await command("Network.getResponseBody", ["requestId": request], session: session)
        guard let text = answer?["body"]?.string else { return nil }
        guard answer?["base64Encoded"] == .boolean(true) else { return Array(text.utf8) }
        return Data(base64Encoded: text).map { Array($0) }
    }

    private func complain(_ text: String) {
        state.withLock { $0.complaints.append(text) }
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw ProgramFailure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

extension [String: JSONFragment] {
    /// A text that must be there.
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else {
            throw ProgramFailure(description: "the browser's answer has no \(name): \(self)")
        }
        return text
    }
}

/// Any JSON value.
enum JSONFragment: Sendable, Decodable, Equatable {
    case object([String: JSONFragment])
    case array([JSONFragment])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONFragment].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONFragment].self))
        }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var members: [String: JSONFragment] {
        if case .object(let members) = self { members } else { [:] }
    }
}
