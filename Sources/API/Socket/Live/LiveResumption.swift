import NIOCore
import Store

/// Where subscriptions without a cursor of their own begin after `resume`.
///
/// For a fixed time, not until the socket follows live: that depends on how many of them came in one packet.
struct LiveResumption {
    /// How long it holds after its answer: whoever subscribes at once has done so by then, over a slow line as well.
    static let validity = TimeAmount.seconds(10)

    /// Tells it from another `resume` of the same socket.
    let number: Int
    private var start: EventCursor
    /// Nil until it was answered.
    private var end: NIODeadline?

    /// Holds from now on, whenever the answer comes.
    init(_ number: Int, _ cursor: EventCursor) {
        self.number = number
        start = cursor
    }

    /// It was answered, with the cursor to go on from.
    mutating func answered(_ cursor: EventCursor, at now: NIODeadline) {
        start = cursor
        end = now + Self.validity
    }

    /// Events up to a cursor cannot be had any more.
    mutating func lost(upTo cursor: EventCursor) { start = cursor }

    /// Where a subscription begins; nil when that is over.
    func cursor(at now: NIODeadline) -> EventCursor? {
        guard let end else { return start }
        return now < end ? start : nil
    }
}
