import Foundation
import Hummingbird

/// A page of a list, as it is answered: `{items, nextCursor}`, with the next page's address in `Link` as well.
struct Page<Item: Encodable & Sendable>: Encodable, Sendable {
    var items: [Item]
    /// Where the list goes on; nil at its end.
    var nextCursor: String?

    /// The answer.
    func reply(to request: Request) throws -> Reply {
        var reply = try Reply.json(self)
        if let nextCursor {
            var query = request.uri.queryParameters.filter { $0.key != "cursor" }.map {
                "\($0.key)=\(Self.escaped($0.value))"
            }
            query.append("cursor=\(nextCursor)")
            reply.headers["Link"] = "<\(request.uri.path)?\(query.joined(separator: "&"))>; rel=\"next\""
        }
        return reply
    }

    private static func escaped(_ value: some StringProtocol) -> String {
        value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
