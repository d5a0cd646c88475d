import Domain
import Hummingbird
import Store

/// `/chat/v1/socket`: what is new, as it happens.
struct ChatSocketRoute: Sendable {
    let desk: ChatDesk
    let audience: ChatAudience
    let sockets: SocketServer
    let typing: @Sendable (PropertyID, ConversationID) -> Void

    func add(to router: Router<EdgeContext>) {
        let (desk, audience, sockets, typing) = (desk, audience, sockets, typing)
        router.get("/chat/v1/socket") { request, context in
            try desk.countStranger(request, context)
            var query = QueryReader(request)
            let key = query.string("endpointKey", 1...320)
            var cursor: GuestCursor?
            if let text = query.string("after", 1...GuestCursor.longest) {
                cursor = GuestCursor(text) ?? query.refuse("after", "must be a cursor of this chat")
            }
            try query.finish()
            // Whose pages may ask is the chat's own to say, and known once the guest is.
            let handshake = try SocketHandshake(request, origins: nil)
            let guest = try await desk.guest(of: request, bearer: handshake.token, for: key, isWriting: true)
            _ = try desk.admit(request, to: guest.endpoint)
            try desk.count(guest.session)
            let start = cursor
            return try sockets.accept(
                handshake,
                caller: "guest:\(guest.session.id)",
                atMost: sockets.configuration.maxConnectionsPerGuest,
                address: desk.addresses.countedBucket(of: request, context),
                context: context
            ) { _ in
                ChatSocket(
                    desk: desk,
                    guest: guest,
                    audience: audience,
                    after: start,
                    logger: context.logger,
                    typing: typing
                )
            }
        }
    }
}
