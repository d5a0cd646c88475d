import CoreMetrics
import NIOCore

/// The sockets of one event loop, and their one timer.
///
/// Ten thousand timers cost more than looking at ten thousand deadlines once a second.
final class SocketLoop {
    let eventLoop: any EventLoop
    let metrics: SocketLoopMetrics
    private let interval: TimeAmount
    private var sockets: [SocketConnection] = []
    private var timer: Scheduled<Void>?

    init(_ eventLoop: any EventLoop, configuration: SocketConfiguration, metrics: SocketMetrics) {
        self.eventLoop = eventLoop
        self.metrics = SocketLoopMetrics(metrics)
        let shortest = min(
            configuration.pingInterval,
            configuration.pingTimeout,
            configuration.closeTimeout,
            configuration.messageTimeout
        )
        interval = TimeAmount(min(max(shortest / 5, .milliseconds(10)), .seconds(1)))
    }

    func add(_ socket: SocketConnection) {
        socket.index = sockets.count
        sockets.append(socket)
        metrics.shared.connections.increment()
        if timer == nil { schedule() }
    }

    func remove(_ socket: SocketConnection) {
        let index = socket.index
        guard index >= 0, let last = sockets.last else { return }
        socket.index = -1
        if last !== socket {
            sockets[index] = last
            last.index = index
        }
        sockets.removeLast()
        metrics.shared.connections.decrement()
        if sockets.isEmpty {
            timer?.cancel()
            timer = nil
            metrics.publish()
        }
    }

    /// Ends all of them.
    func close(_ code: CloseCode) {
        for socket in sockets { socket.close(code) }
    }

    /// Ends all of them without a word.
    func abort() {
        for socket in sockets { socket.abort() }
    }

    private func schedule() {
        timer = eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.timer = nil
            self.tick()
            if !self.sockets.isEmpty { self.schedule() }
        }
    }

    private func tick() {
        let now = NIODeadline.now()
        // Backwards: whoever leaves is replaced by the last one, which has been looked at.
        for index in stride(from: sockets.count - 1, through: 0, by: -1) where index < sockets.count {
            sockets[index].tick(now)
        }
        metrics.publish()
    }
}
