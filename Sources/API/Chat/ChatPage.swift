import HTTPTypes
import Hummingbird
import Routing

/// `/chat/{endpointKey}`: the page a guest talks to the hotel on. It is the same for every chat; its script asks for
/// the rest.
struct ChatPage: Sendable {
    let desk: ChatDesk

    /// Nothing but its own files, and held by our own pages and those the hotel named.
    private static func policy(heldBy origins: [String]) -> String {
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'self'" + origins.map { " " + $0 }.joined()
    }

    func add(to router: Router<EdgeContext>) {
        let page = StaticFile(
            PackageResources.chat_html,
            type: "text/html; charset=utf-8",
            policy: Self.policy(heldBy: [])
        )
        let desk = desk
        router.get("/chat/{endpointKey}") { request, context in
            let endpoint = try desk.chat(context.parameters.get("endpointKey") ?? "")
            var response = page.response(to: request)
            response.headers[.contentSecurityPolicy] = Self.policy(heldBy: endpoint.origins)
            return response
        }
        let script = "text/javascript; charset=utf-8"
        StaticFile(PackageResources.chat_css, type: "text/css; charset=utf-8").add(
            at: "/chat/page/chat.css",
            to: router
        )
        StaticFile(PackageResources.chat_js, type: script).add(at: "/chat/page/chat.js", to: router)
        StaticFile(PackageResources.link_js, type: script).add(at: "/chat/page/link.js", to: router)
        StaticFile(PackageResources.words_js, type: script).add(at: "/chat/page/words.js", to: router)
    }
}
