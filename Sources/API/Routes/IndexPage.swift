import HTTPTypes
import Hummingbird

/// `/`: tells whoever opens the address in a browser what runs here.
struct IndexPage {
    let version: String

    func add(to router: Router<EdgeContext>) {
        let page = ByteBuffer(string: Self.html(version: version))
        router.get("/") { _, _ in
            var headers = HTTPFields()
            headers[.contentType] = "text/html; charset=utf-8"
            headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: page))
        }
    }

    private static func html(version: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Concierge</title>
        <style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
        <h1>Concierge</h1>
        <p>The hotel's conversation with its guests. Version \(version).</p>
        <ul>
        <li><code>/webhooks/whatsapp</code>: where WhatsApp delivers
        <li><a href="/livez">/livez</a>: the process answers
        <li><a href="/readyz">/readyz</a>: it can do its work
        <li><a href="/metrics">/metrics</a>: what it has done, for those who may know
        </ul>
        </html>

        """
    }
}
