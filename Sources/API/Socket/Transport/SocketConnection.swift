package import NIOCore

/// One WebSocket, from the upgrade to its end. Lives on its event loop and is touched nowhere else.
///
/// It stands alone between the bytes and the pipeline's end: no codec objects, timers or tasks of its own, because ten
/// thousand of them sit idle. Time is told to it by its ``SocketLoop``.
package final class SocketConnection: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = Never
    package typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Taken over, and the last HTTP handler not gone yet.
        case starting
        case open
        /// Our last frame is out; until then the client may agree and hang up.
        case closing(until: NIODeadline)
        case closed
    }

    private let configuration: SocketConfiguration
    private let loop: SocketLoop
    private var session: (any SocketSession)?
    private var place: SocketPlace?
    /// Where it stands among its loop's sockets.
    var index = -1
    private var phase = Phase.starting
    private var reader: FrameReader
    /// Whether what comes is only read away.
    private var isDeaf = false
    private var context: ChannelHandlerContext?

    private var nextPing = NIODeadline.distantFuture
    private var pongDue: NIODeadline?
    private var hasSpoken = false
    private var messageDue: NIODeadline?
    private var isPongWaiting = false
    private var latestPing: [UInt8]?
    private var unanswered = 0
    /// Whether something is written and not flushed.
    private var isUnflushed = false

    init(session: any SocketSession, place: SocketPlace, loop: SocketLoop, configuration: SocketConfiguration) {
        self.session = session
        self.place = place
        self.loop = loop
        self.configuration = configuration
        reader = FrameReader(maxMessageBytes: configuration.maxMessageBytes, maxFragments: configuration.maxFragments)
    }

    /// How other tasks may hold it.
    package var handle: SocketHandle { SocketHandle(self, eventLoop: loop.eventLoop) }

    /// Whether anything sent still goes out.
    package var isOpen: Bool {
        if case .open = phase { true } else { false }
    }

    // MARK: Sending

    /// Sends one frame made by ``ServerFrame``, at once.
    package func send(_ frame: ByteBuffer) {
        write(frame)
        flush()
    }

    /// Sends one frame with the next ``flush()``. Who reads too slowly is told so and let go, here.
    package func write(_ frame: ByteBuffer) {
        guard case .open = phase, let context else { return }
        context.write(wrapOutboundOut(frame), promise: nil)
        isUnflushed = true
        loop.metrics.sent += 1
        if !context.channel.isWritable {
            // The system may take it yet: only what stays behind after a flush is too much.
            flush()
            if !context.channel.isWritable { tooSlow() }
        }
    }

    /// Hands what was written to the system.
    package func flush() {
        guard isUnflushed else { return }
        isUnflushed = false
        context?.flush()
    }

    /// Does something once all that was sent before is with the system; never when the socket ends before.
    package func whenWritten(_ body: @escaping () -> Void) {
        guard case .open = phase, let context else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { _ in body() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Ends the socket: one last frame, then the client agrees, or the time is over.
    package func close(_ code: CloseCode) {
        end(with: ServerFrame.close(code), counting: code)
    }

    /// Counts a frame that was not worked on.
    func refused(_ reason: FrameRefusal) { loop.metrics.shared.refused(reason) }

    /// One message that was ``SocketHandling/working`` is done with.
    package func finished() {
        unanswered -= 1
        guard unanswered == configuration.maxUnansweredMessages - 1, case .open = phase else { return }
        take()
        readOn()
    }

    private func tooSlow() {
        if let frame = session?.farewell(of: self), let context {
            context.write(wrapOutboundOut(frame), promise: nil)
        }
        close(.slowReader)
    }

    private func end(with frame: ByteBuffer, counting code: CloseCode) {
        switch phase {
        case .closing, .closed: return
        case .starting, .open: break
        }
        phase = .closing(until: .now() + TimeAmount(configuration.closeTimeout))
        loop.metrics.closed(code)
        context?.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        // Whoever was to be answered is not waited for: what still comes is read only to find its end.
        readOn()
    }

    // MARK: Life

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        ended()
        self.context = nil
    }

    /// The HTTP handlers are gone: from here on it is a WebSocket.
    func begin(isStopping: Bool) {
        guard case .starting = phase, let context, context.channel.isActive else {
            context?.close(promise: nil)
            return
        }
        phase = .open
        nextPing = .now() + TimeAmount(configuration.pingInterval)
        loop.add(self)
        session?.opened(self)
        if isStopping { close(.goingAway) }
        take()
        // To the request's task the connection ended here: it lets go of all it held for the request.
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        readOn()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken connection: nothing can be said any more.
        context.close(promise: nil)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: close(.goingAway)
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func ended() {
        if case .closed = phase { return }
        let wasCounted = index >= 0
        phase = .closed
        loop.remove(self)
        if wasCounted { session?.closed(self) }
        session = nil
        place = nil
    }

    /// Ends the socket without a word.
    func abort() {
        context?.close(promise: nil)
    }

    // MARK: Time

    /// Looks at the clock: what is overdue is done.
    func tick(_ now: NIODeadline) {
        switch phase {
        case .closing(let until): if until <= now { context?.close(promise: nil) }
        case .open:
            if unanswered >= configuration.maxUnansweredMessages {
                // It is we who do not read.
                pongDue = nil
            } else {
                keepAlive(now)
            }
            limitMessage(now)
        case .starting, .closed: break
        }
    }

    private func keepAlive(_ now: NIODeadline) {
        if hasSpoken {
            hasSpoken = false
            pongDue = nil
        }
        if let pongDue, pongDue <= now { return close(.unanswered) }
        if nextPing <= now, pongDue == nil {
            pongDue = now + TimeAmount(configuration.pingTimeout)
            nextPing = now + TimeAmount(configuration.pingInterval)
            send(ServerFrame.ping)
        }
    }

    private func limitMessage(_ now: NIODeadline) {
        guard reader.isInsideMessage, unanswered < configuration.maxUnansweredMessages else {
            messageDue = nil
            return
        }
        guard let due = messageDue else {
            messageDue = now + TimeAmount(configuration.messageTimeout)
            return
        }
        if due <= now { close(.policy) }
    }

    // MARK: Reading

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDeaf { return }
        hasSpoken = true
        reader.append(unwrapInboundIn(data))
        take()
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        flush()
        readOn()
    }

    /// Reads are asked for here and nowhere else: the HTTP side behind us does not want any more.
    package func read(context: ChannelHandlerContext) {}

    private func readOn() {
        switch phase {
        case .open where unanswered < configuration.maxUnansweredMessages, .closing: context?.read()
        default: break
        }
    }

    /// Takes what has arrived, as far as there is room for its work, and keeps no more than what is left of it: an empty
    /// rest would count as the beginning of a message.
    private func take() {
        defer { reader.settle() }
        do throws(FrameReader.Violation) {
            while unanswered < configuration.maxUnansweredMessages || !isOpen {
                switch phase {
                case .starting, .closed: return
                case .open, .closing: if isDeaf { return }
                }
                guard let event = try reader.next() else { break }
                handle(event)
            }
        } catch {
            violated(error)
        }
        flush()
    }

    private func handle(_ event: FrameReader.Event) {
        if case .close(let code) = event { return closeReceived(code) }
        guard case .open = phase else { return }
        switch event {
        case .text(let message):
            messageDue = nil
            loop.metrics.received += 1
            if case .working = session?.received(message, on: self) { unanswered += 1 }
        case .ping(let payload): answer(payload)
        case .pong, .close: break
        }
    }

    private func closeReceived(_ code: UInt16?) {
        if case .open = phase {
            end(with: ServerFrame.close(echoing: code), counting: .normal)
        }
        // Both sides have said their last: the server hangs up first, once its own is out.
        guard let context else { return }
        phase = .closing(until: .now() + TimeAmount(configuration.closeTimeout))
        context.close(mode: .output, promise: nil)
    }

    /// What follows a violation cannot be understood; it is read away, so that our last frame is not lost to a reset.
    private func violated(_ violation: FrameReader.Violation) {
        close(violation.code)
        reader = FrameReader(maxMessageBytes: 0, maxFragments: 0)
        isDeaf = true
    }

    /// One answer is on its way at a time, to the latest ping (RFC 6455 §5.5.3): a flood of pings costs nothing.
    private func answer(_ ping: [UInt8]) {
        guard !isPongWaiting, let context else {
            latestPing = ping
            return
        }
        isPongWaiting = true
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.isPongWaiting = false
            guard let next = self.latestPing else { return }
            self.latestPing = nil
            if self.isOpen { self.answer(next) }
        }
        context.writeAndFlush(wrapOutboundOut(ServerFrame.pong(ping)), promise: written)
    }

    // MARK: The HTTP side, behind

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // Its answer was given; it has nothing to say any more.
        promise?.fail(ChannelError.outputClosed)
    }

    package func flush(context: ChannelHandlerContext) {}

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .output, .all:
            // It is done with its request; the socket is not.
            promise?.succeed()
        case .input:
            // The server's tasks are cancelled: no time is left for manners.
            context.close(mode: .all, promise: promise)
        }
    }
}
