import Domain
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Keeps one connection honest: a request must arrive whole in its time, and a connection that cannot go on ends
/// after its answer instead of hanging.
///
/// It closes after answering (1) a request whose body we did not read to its end, (2) one that offered an upgrade we
/// did not take, because the HTTP decoder reads nothing after it, (3) one that asked for it. Closing means: end our
/// side, then let the other side finish, so that unread bytes do not reset the connection before the answer is read.
///
/// A route that does take an upgrade has the connection handed over by ``yield(_:to:)``.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let requestTimeout: TimeAmount
    /// How long the other side may take to hang up after our last word.
    private let lingerTimeout = TimeAmount.seconds(5)

    // Requests may be pipelined: counting heads and ends on both ways tells which answer belongs to which request.
    private var headsRead = 0
    private var endsRead = 0
    private var answersBegun = 0
    private var answersEnded = 0
    /// The number of the answer after which the connection ends.
    private var lastAnswer: Int?
    private var deadline: Scheduled<Void>?
    private var isInputClosed = false
    /// Whether what arrived last made any part of a request.
    private var hasRead = false

    /// What speaks HTTP on this connection.
    struct Neighbours {
        /// Whoever answers the requests.
        var side: HTTPSide
        /// Holds what came behind the request, and gives it on when it leaves.
        var decoder: any RemovableChannelHandler
        var others: [any RemovableChannelHandler]
    }

    /// Set when the connection is made.
    var neighbours: Neighbours?

    init(requestTimeout: TimeAmount) {
        self.requestTimeout = requestTimeout
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        hasRead = true
        switch part {
        case .head(var head):
            // Nothing after the last answer is read, and nothing of it is begun.
            if lastAnswer != nil { return }
            headsRead += 1
            if head.leavesMarkPiles() { part = .head(head) }
            if Self.endsConnection(head) { lastAnswer = headsRead }
        case .body:
            if endsRead >= headsRead { return }
        case .end:
            if endsRead >= headsRead { return }
            endsRead += 1
            if lastAnswer == nil || answersEnded < headsRead { cancelDeadline() }
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Only a request that did not come in one piece needs a deadline: most do, and cost nothing here. Bytes that made
        // no part of a request are the beginning of a head, which has no other: each of them keeps the connection alive.
        let isBegun = headsRead > endsRead || (!hasRead && answersEnded == headsRead)
        hasRead = false
        if isBegun, deadline == nil {
            schedule(in: requestTimeout, context) { this, context in this.requestTimedOut(context) }
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.kind != .informational:
            answersBegun += 1
            if endsRead < answersBegun, lastAnswer == nil { lastAnswer = answersBegun }
            if lastAnswer == answersBegun { head.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            answersEnded += 1
            guard lastAnswer == answersEnded else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            finish(context)
        default:
            context.write(data, promise: promise)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { isInputClosed = true }
        context.fireUserInboundEventTriggered(event)
    }

    /// Puts another handler in the place of all that speak HTTP, for good. What the client sent behind its request
    /// reaches it first. Call it on the event loop.
    ///
    /// - Returns: when the last of them has left.
    /// - Throws: `ChannelError` when the client has hung up meanwhile.
    func yield(_ channel: any Channel, to successor: any ChannelHandler) throws -> EventLoopFuture<Void> {
        guard channel.isActive, !isInputClosed, let neighbours else { throw ChannelError.inputClosed }
        self.neighbours = nil
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(successor, position: .after(self))
        for handler in neighbours.others + [self] {
            // They leave at once; only the decoder has something to give on.
            pipeline.removeHandler(handler, promise: nil)
        }
        let side = neighbours.side
        return pipeline.removeHandler(neighbours.decoder).map { side.leave() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelDeadline()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadline()
        context.fireChannelInactive()
    }

    private func finish(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        cancelDeadline()
        schedule(in: lingerTimeout, context) { _, context in context.close(promise: nil) }
    }

    private func requestTimedOut(_ context: ChannelHandlerContext) {
        // Half a head has no answer; and none is given where one has begun, or where others are still owed.
        guard answersBegun == headsRead - 1, context.channel.isWritable else { return context.close(promise: nil) }
        lastAnswer = headsRead
        // No handler answers, so that this answer needs a name of its own.
        let name = UUID.version7().uuidString.lowercased()
        let body = Problem(408, "request_timeout", "Request timeout").json(requestID: name)
        var fields = HTTPFields()
        fields[.xRequestID] = name
        fields[.contentType] = Problem.contentType
        fields[.contentLength] = "\(body.count)"
        fields[.connection] = "close"
        context.write(wrapOutboundOut(.head(HTTPResponse(status: .requestTimeout, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Whatever the handler still has to say has no reader any more.
        context.close(promise: nil)
    }

    private func schedule(
        in delay: TimeAmount,
        _ context: ChannelHandlerContext,
        _ body: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.deadline = nil
            body(self, context)
        }
    }

    private func cancelDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    private static func endsConnection(_ head: HTTPRequest) -> Bool {
        if head.headerFields[.upgrade] != nil { return true }
        return head.headerFields[.connection]?.lowercased().contains("close") == true
    }
}
