import API
import ArgumentParser
import Foundation

/// `concierge-bench fanout`: one conversation's events to many sockets, beside nginx with nchan.
struct FanoutBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fanout",
        abstract: "Frames delivered per second to 1,000 and 10,000 sockets, ours and nginx with nchan in turns."
    )

    @OptionGroup var options: BenchOptions

    @Option(name: .customLong("sockets"), help: "How many sockets listen; may be given several times.")
    var crowds: [Int] = [1000, 10_000]

    func run() async throws {
        _ = FileLimit.raise()
        let rows = try await Laboratory.open(options, knownGuests: 100) { laboratory in
            var rows: [[String]] = []
            for crowd in crowds {
                var ours: [FanoutRun.Result] = []
                var theirs: [Double] = []
                for round in 1...options.rounds {
                    progress("fanout to \(crowd), round \(round)")
                    let (result, frameLength) = try await ourRate(laboratory, crowd)
                    ours.append(result)
                    theirs.append(try await nchanRate(crowd, frameLength: frameLength))
                }
                let own = Figures.median(ours.map(\.rate)) ?? 0
                let reference = Figures.median(theirs) ?? 0
                rows.append([
                    Figures.rate(Double(crowd)), "**\(Figures.rate(own))**", Figures.rate(reference),
                    "**\(Figures.number(reference > 0 ? own / reference : 0)) ×**", Figures.rates(ours.map(\.rate)),
                    Figures.rates(theirs),
                ])
            }
            return rows
        }
        var section = Section("One event to many sockets", command: options.command("fanout"))
        section.say(
            """
            A service posts notes to one conversation over REST, at most 8 ahead of the slowest; each is committed, read \
            from the log and written to every socket. Beside it nginx with nchan, one worker, publishes texts of the same \
            length as our frames over HTTP, equally ahead. One thread reads all sockets and counts whole frames; every \
            frame must have arrived on every socket, or there is no figure.
            """
        )
        section.table(["sockets", "frames/s", "nchan", "ratio", "ours, each round", "nchan, each round"], rows)
        section.publish()
    }

    /// Our rate, and how long our frames are.
    private func ourRate(_ laboratory: Laboratory, _ crowd: Int) async throws -> (FanoutRun.Result, Int) {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let server = try laboratory.serve(on: copy, port: port, ["--limits-requests-per-minute", "10000000"])
            return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { _ in
                let staff = try await StaffSide(laboratory, on: copy, port: port)
                let text = String(repeating: "breakfast at eight ", count: 6)
                return try await onThread {
                    let crowd = try SocketCrowd(
                        crowd,
                        port: port,
                        opening: staff.opening,
                        greeting: staff.subscription
                    )
                    return try measure(crowd, Publisher(port: port) { staff.note("\(text)\($0)") })
                }
            }
        }
    }

    private func nchanRate(_ crowd: Int, frameLength: Int) async throws -> Double {
        let nchan = try Nchan()
        do {
            try await nchan.child.ready(at: ControlRequest(port: nchan.port, path: "/ready"))
            let (port, opening) = (nchan.port, nchan.opening)
            let text = String(repeating: "x", count: frameLength)
            let rate = try await onThread {
                let crowd = try SocketCrowd(crowd, port: port, opening: opening, greeting: nil)
                return try measure(crowd, Publisher(port: port) { _ in Nchan.publication(text) }).0.rate
            }
            await nchan.stop()
            return rate
        } catch {
            await nchan.stop()
            throw error
        }
    }

    private func measure(_ crowd: SocketCrowd, _ publisher: Publisher) throws -> (FanoutRun.Result, Int) {
        defer { publisher.stop() }
        crowd.forget()
        let run = FanoutRun(crowd: crowd, publisher: publisher, warmUp: options.warmUp, duration: options.duration)
        return (try run.run(), crowd.lastTextLength)
    }
}

/// Runs blocking work on a thread of its own.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
    }
}
