import Foundation
import PortSupport
import TestSupport
import Testing

/// The tour as whoever starts the demo sees it: the real program, a real browser, nothing but clicks and keys.
@Suite struct TourTests {
    /// The demo, serving on a port of its own, with the words staff sign in with.
    private struct Demo {
        let program: RunningProgram
        let address: String
        let password: String

        static func running(_ body: (Demo) async throws -> Void) async throws {
            try await TestDatabase.withEmpty { database in
                let state = FileManager.default.temporaryDirectory.appending(
                    path: "concierge-tour-\(UUID().uuidString)"
                )
                let port = try Int(FreePort.find())
                let program = try RunningProgram(
                    RunningProgram.path(of: "concierge"),
                    ["dev", "--state", state.path, "--server-port", "\(port)", "--log-level", "warning"],
                    environment: ["DATABASE_URL": database.url]
                )
                do {
                    let line = try await program.line(containing: "staff sign-in: desk@demo.hotel ")
                    try await program.line(containing: "listening on ")
                    try await body(
                        Demo(
                            program: program,
                            address: "http://127.0.0.1:\(port)",
                            password: String(line.split(separator: " ").last ?? "")
                        )
                    )
                    program.signal(SIGTERM)
                    #expect(await program.end() == 0)
                } catch {
                    program.signal(SIGKILL)
                    await program.end()
                    throw error
                }
                try FileManager.default.removeItem(at: state)
            }
        }
    }

    /// What the guest's page shows, inside the frame of the tour.
    private let chat = "document.querySelector('#chat').contentDocument.body.innerText"

    private func guestWrites(_ text: String, on page: BrowserPage) async throws {
        try await page.evaluate(
            """
            (() => { const d = document.querySelector('#chat').contentDocument
                const field = d.querySelector('textarea, input[type=text], input:not([type])')
                field.focus(); field.value = \(BrowserPage.quoted(text))
                field.dispatchEvent(new Event('input', {bubbles: true}))
                field.form.requestSubmit() })()
            """
        )
    }

    private func state(is state: String, on page: BrowserPage) async throws {
        try await page.wait(for: "document.querySelector('#states [aria-current]')?.dataset.state === '\(state)'")
    }

    @Test func `A guest asks, staff see it live, take over, answer, hand back and close it; the guest sees each step`()
        async throws
    {
        try await Demo.running { demo in
            try await Browser.withOne { browser in
                let page = try await browser.open(
                    "\(demo.address)/tour#email=desk@demo.hotel&password=\(demo.password)",
                    width: 1440,
                    height: 1000
                )
                try await page.wait(for: "document.querySelector('#link').textContent === 'connected'")
                #expect(try await page.evaluate("location.hash") == .string(""), "a password stays in no history")
                try await page.wait(
                    for: "document.querySelector('#chat').contentDocument?.querySelector('textarea, input')"
                )
                try await guestWrites("Two towels to room 412 please", on: page)
                try await state(is: "active", on: page)
                try await page.wait(for: "document.querySelector('#messages .ai')")
                try await page.wait(for: "document.querySelector('#work').textContent.includes('412')")
                let answer =
                    try await page.evaluate("document.querySelector('#messages .ai').firstChild.data").string ?? ""
                try await page.wait(for: "\(chat).includes(\(BrowserPage.quoted(String(answer.prefix(30)))))")

                try await page.click("[data-verb=escalate]")
                try await state(is: "escalated", on: page)
                try await page.type("Dana here, they are on their way", into: "#words")
                try await page.press("Enter")
                try await page.wait(for: "\(chat).includes('Dana here, they are on their way')")
                try await guestWrites("Thank you Dana", on: page)
                try await page.wait(for: "document.querySelector('#messages').textContent.includes('Thank you Dana')")

                try await page.click("[data-verb='return-to-ai']")
                try await state(is: "active", on: page)
                try await guestWrites("When is breakfast?", on: page)
                try await page.wait(for: "document.querySelectorAll('#messages .ai').length >= 2")
                try await page.click("[data-verb=resolve]")
                try await state(is: "resolved", on: page)
                #expect(try await page.evaluate("document.querySelector('#problem').textContent") == .string(""))
                #expect(browser.complaints == [])
                // Pages, answers and every frame of both sockets, as the contract has them.
                let (problems, seen) = await browser.traffic.outcome()
                #expect(problems == [])
                #expect(seen > 60)
            }
        }
    }

    @Test func `Who signs in with the wrong password is told so and sees nothing`() async throws {
        try await Demo.running { demo in
            try await Browser.withOne { browser in
                let page = try await browser.open("\(demo.address)/tour")
                try await page.type("desk@demo.hotel", into: "#email")
                try await page.type("guess", into: "#password")
                try await page.click("#sign-in button")
                try await page.wait(for: "document.querySelector('#sign-in-problem').textContent.length > 0")
                #expect(try await page.evaluate("document.querySelector('#desk').hidden") == .boolean(true))
                let problems = await browser.traffic.outcome().problems
                #expect(problems == [])
            }
        }
    }
}
