import CoreMetrics
import Synchronization

/// Why a client's frame was not worked on, though it could be understood.
package enum FrameRefusal: String, CaseIterable, Sendable {
    /// There were too many in too short a time.
    case rate
    /// The socket has as many subscriptions as it may have.
    case subscriptions
}

/// What is measured of sockets.
final class SocketMetrics: Sendable {
    let connections: Meter
    private let closed: [CloseCode: Counter]
    private let refused: [SocketAdmission.Refusal: Counter]
    private let refusedFrames: [FrameRefusal: Counter]
    let sent: Counter
    let received: Counter

    init(factory: any MetricsFactory) {
        connections = Meter(label: "gateway_ws_connections", dimensions: [], factory: factory)
        sent = Counter(label: "gateway_ws_frames_sent_total", dimensions: [], factory: factory)
        received = Counter(label: "gateway_ws_frames_received_total", dimensions: [], factory: factory)
        closed = Dictionary(
            uniqueKeysWithValues: CloseCode.allCases.map {
                (
                    $0,
                    Counter(
                        label: "gateway_ws_closed_total",
                        dimensions: [("code", "\($0.rawValue)")],
                        factory: factory
                    )
                )
            }
        )
        refused = Dictionary(
            uniqueKeysWithValues: SocketAdmission.Refusal.allCases.map {
                (
                    $0,
                    Counter(label: "gateway_ws_refused_total", dimensions: [("reason", $0.rawValue)], factory: factory)
                )
            }
        )
        refusedFrames = Dictionary(
            uniqueKeysWithValues: FrameRefusal.allCases.map {
                (
                    $0,
                    Counter(
                        label: "gateway_ws_frames_refused_total",
                        dimensions: [("reason", $0.rawValue)],
                        factory: factory
                    )
                )
            }
        )
        connections.set(0)
    }

    /// One ended.
    func ended(_ code: CloseCode) { closed[code]?.increment() }

    /// A frame was not worked on.
    func refused(_ reason: FrameRefusal) { refusedFrames[reason]?.increment() }

    /// One was not let in.
    func refused(_ reason: SocketAdmission.Refusal) { refused[reason]?.increment() }
}

/// One event loop's share, counted without a lock and added up now and then.
final class SocketLoopMetrics {
    let shared: SocketMetrics
    var sent = 0
    var received = 0

    init(_ shared: SocketMetrics) {
        self.shared = shared
    }

    func closed(_ code: CloseCode) { shared.ended(code) }

    /// Adds what was counted since the last time.
    func publish() {
        if sent > 0 { shared.sent.increment(by: sent) }
        if received > 0 { shared.received.increment(by: received) }
        sent = 0
        received = 0
    }
}
