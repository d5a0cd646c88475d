import Domain
import Foundation

/// Where a list goes on: the sort key of the last item shown, opaque to callers.
struct PageCursor: Sendable, Hashable {
    /// The parts of the key, as texts.
    var parts: [String]

    init(_ parts: [String]) {
        self.parts = parts
    }

    /// Reads what ``text`` wrote; nil for anything else.
    init?(_ text: String, parts count: Int) {
        guard text.utf8.count <= 8192, let data = Data(base64URL: text),
            let parts = try? JSONDecoder().decode([String].self, from: data),
            parts.count == count, parts.allSatisfy({ !$0.utf8.contains(0) })
        else { return nil }
        self.parts = parts
    }

    /// What callers send back.
    var text: String {
        // Only strings are in it: encoding cannot fail.
        ((try? JSONEncoder().encode(parts)) ?? Data()).base64URL
    }
}
