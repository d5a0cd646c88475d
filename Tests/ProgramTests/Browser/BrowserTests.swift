import Foundation
import Testing

/// That the browser the other tests look through tells the truth.
@Suite struct BrowserTests {
    @Test func `A page is opened, typed into, clicked, looked at, and its complaints are heard`() async throws {
        try await Browser.withOne { browser in
            let page = try await browser.open(
                "data:text/html,<title>t</title><input id=i><button id=b onclick=\"o.textContent=i.value\">go</button><p id=o></p>"
            )
            try await page.type("towels", into: "#i")
            try await page.click("#b")
            try await page.wait(for: "document.querySelector('#o').textContent === 'towels'")
            #expect(try await page.text(of: "#o") == "towels")
            #expect(try await page.screenshot().starts(with: [0x89, 0x50, 0x4E, 0x47]))
            #expect(browser.complaints == [])
            try await page.evaluate("setTimeout(() => { undefinedFunction() }, 0); new Promise(r => setTimeout(r, 50))")
            #expect(browser.complaints.count == 1)
            await #expect(throws: ProgramFailure.self) { try await page.wait(for: "false", seconds: 1) }
        }
    }
}
