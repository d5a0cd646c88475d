import HTTPTypes
import Hummingbird

/// `/`: tells whoever opens the address in a browser what runs here, and where to go on.
struct IndexPage {
    let version: String
    /// Whether people are served here, and not only operators.
    let servesPeople: Bool

    private static let policy = """
        default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    func add(to router: Router<EdgeContext>) {
        let page = ByteBuffer(string: html)
        router.get("/") { _, _ in
            var headers = HTTPFields()
            headers[.contentType] = "text/html; charset=utf-8"
            headers[.contentSecurityPolicy] = Self.policy
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: page))
        }
    }

    private struct Card {
        var address: String
        var title: String
        var text: String
    }

    private var people: [Card] {
        guard servesPeople else { return [] }
        return [
            Card(
                address: "/tour",
                title: "The tour",
                text: "A guest's chat beside what staff see of it: escalate, reply, hand back, resolve."
            ),
            Card(
                address: "/api/v1/openapi.yaml",
                title: "The interface",
                text: "Every address, field and answer for staff, services and guests (OpenAPI 3.1)."
            ),
            Card(
                address: "/api/v1/asyncapi.yaml",
                title: "The live feed",
                text: "Every frame of the sockets, both ways (AsyncAPI 3.0)."
            ),
        ]
    }

    private var operators: [Card] {
        [
            Card(address: "/livez", title: "Alive", text: "The process answers."),
            Card(address: "/readyz", title: "Ready", text: "It can do its work; else it says what is missing."),
            Card(address: "/metrics", title: "Metrics", text: "What it has done, for those who may know."),
        ]
    }

    private static func section(_ title: String, _ cards: [Card]) -> String {
        guard !cards.isEmpty else { return "" }
        let items = cards.map { card in
            """
            <li><a href="\(card.address)"><strong>\(card.title)</strong><span>\(card.text)</span>\
            <code>\(card.address)</code></a></li>
            """
        }
        return "<section><h2>\(title)</h2><ul>\n\(items.joined(separator: "\n"))\n</ul></section>"
    }

    private var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Concierge</title>
        <style>
        :root { color-scheme: light dark; --paper: #f7f4ee; --ink: #23201b; --soft: #6b655b; --card: #fff; --line: #e2dbcd; --gold: #8a6414 }
        @media (prefers-color-scheme: dark) { :root { --paper: #171511; --ink: #efe9dd; --soft: #a9a092; --card: #211e19; --line: #3a352c; --gold: #e0b45a } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
        main { max-width: 60rem; margin: 0 auto; padding: clamp(2rem, 7vw, 5rem) 1.25rem }
        h1 { font: 600 clamp(2.2rem, 6vw, 3.4rem)/1.1 Georgia, serif; margin: 0 }
        h1::before { content: ""; display: block; width: 3rem; height: 4px; border-radius: 2px; background: var(--gold); margin-bottom: 1.25rem }
        header p { margin: .8rem 0 0; color: var(--soft); max-width: 38rem }
        h2 { font-size: .8rem; letter-spacing: .12em; text-transform: uppercase; color: var(--gold); margin: 2.75rem 0 .9rem }
        ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)) }
        a { display: flex; flex-direction: column; gap: .3rem; height: 100%; padding: 1.1rem 1.2rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: inherit; text-decoration: none }
        a:hover, a:focus-visible { border-color: var(--gold) }
        a:focus-visible { outline: 3px solid var(--gold); outline-offset: 2px }
        span { color: var(--soft); flex: 1 }
        code { font: .82rem/1.4 ui-monospace, monospace; color: var(--gold) }
        footer { margin-top: 3rem; color: var(--soft); font-size: .85rem }
        </style>
        </head>
        <body>
        <main>
        <header>
        <h1>Concierge</h1>
        <p>The hotel's conversation with its guests. They write on WhatsApp or the hotel's web chat; an assistant answers,
        and hands them to people when it should.</p>
        </header>
        \(Self.section("For people", people))
        \(Self.section("For operators", operators))
        <footer>Version \(version). Chats are at <code>/chat/</code> and the key of their endpoint; WhatsApp delivers to
        <code>/webhooks/whatsapp</code>.</footer>
        </main>
        </body>
        </html>

        """
    }
}
