import Foundation

/// One tab.
struct BrowserPage: Sendable {
    let browser: Browser
    let session: String

    /// Listens to the page and gives it a size.
    func begin(width: Int, height: Int) async throws {
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"] { try await command(domain) }
        try await command(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600]
        )
    }

    /// Goes to an address and waits until the page and its scripts are there.
    func navigate(to url: String) async throws {
        let answer = try await command("Page.navigate", ["url": url])
        if let error = answer["errorText"]?.string { throw ProgramFailure(description: "\(url): \(error)") }
        try await wait(for: "document.readyState === 'complete' && location.href !== 'about:blank'")
    }

    /// The value of an expression, a promise's when it is one.
    @discardableResult
    func evaluate(_ expression: String) async throws -> JSONFragment {
        let answer = try await command(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true]
        )
        if let exception = answer["exceptionDetails"] {
            throw ProgramFailure(description: "the page threw on \(expression): \(exception)")
        }
        return answer["result"]?.members["value"] ?? .null
    }

    /// Waits until an expression is true, looking whenever the page changes.
    ///
    /// - Throws: ``ProgramFailure`` with the page's text when it does not become true in time.
    func wait(for condition: String, seconds: Int = 60) async throws {
        let script = """
            new Promise(resolve => {
                const holds = () => { try { return Boolean(\(condition)) } catch { return false } }
                if (holds()) return resolve(true)
                const look = () => { if (holds()) { end(true) } }
                const observer = new MutationObserver(look)
                const poll = setInterval(look, 100)
                const timer = setTimeout(() => end(false), \(seconds * 1000))
                const end = value => { observer.disconnect(); clearInterval(poll); clearTimeout(timer); resolve(value) }
                observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true})
            })
            """
        // A page that is just being left takes its promises with it.
        for attempt in 1... {
            do {
                guard try await evaluate(script) == .boolean(true) else { break }
                return
            } catch  where attempt < 5 {
                continue
            }
        }
        let text = try await evaluate("document.body ? document.body.innerText : ''").string ?? ""
        throw ProgramFailure(description: "did not happen: \(condition)\nthe page says:\n\(text)")
    }

    /// Types into a field as a person would, replacing what is there.
    func type(_ text: String, into selector: String) async throws {
        try await evaluate(
            "(() => { const e = document.querySelector(\(Self.quoted(selector))); e.focus(); e.select && e.select() })()"
        )
        try await command("Input.insertText", ["text": text])
    }

    /// Presses a key such as `Enter`.
    func press(_ key: String) async throws {
        let code = key == "Enter" ? 13 : 0
        for kind in ["keyDown", "keyUp"] {
            try await command(
                "Input.dispatchKeyEvent",
                [
                    "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
                    "text": key == "Enter" && kind == "keyDown" ? "\r" : "",
                ]
            )
        }
    }

    /// Clicks what a selector finds, where it is on the screen.
    func click(_ selector: String) async throws {
        let place = try await evaluate(
            """
            (() => { const e = document.querySelector(\(Self.quoted(selector))); e.scrollIntoView({block: 'center'});
                const r = e.getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2} })()
            """
        ).members
        guard case .number(let x)? = place["x"], case .number(let y)? = place["y"] else {
            throw ProgramFailure(description: "\(selector) has no place")
        }
        for kind in ["mousePressed", "mouseReleased"] {
            try await command(
                "Input.dispatchMouseEvent",
                ["type": kind, "x": x, "y": y, "button": "left", "clickCount": 1]
            )
        }
    }

    /// What the page shows as text.
    func text(of selector: String = "body") async throws -> String {
        try await evaluate("document.querySelector(\(Self.quoted(selector)))?.innerText ?? ''").string ?? ""
    }

    /// A picture of the page as PNG.
    func screenshot() async throws -> Data {
        let answer = try await command("Page.captureScreenshot", ["format": "png"])
        guard let data = Data(base64Encoded: try answer.text("data")) else {
            throw ProgramFailure(description: "the picture is not base64")
        }
        return data
    }

    @discardableResult
    private func command(_ method: String, _ parameters: [String: any Sendable] = [:]) async throws -> Browser.Message {
        try await browser.command(method, parameters, session: session)
    }

    /// A text as a script's literal.
    static func quoted(_ text: String) -> String {
        guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
