import API
import ArgumentParser
import Foundation
import Histogram

/// `concierge-bench sockets`: what an idle socket holds, and how soon one person's action is on another's screen.
struct SocketsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sockets",
        abstract: "Memory per idle socket at 10,000, and the time from a staff action to another's socket."
    )

    @OptionGroup var options: BenchOptions

    private var crowd: Int { options.quick ? 1000 : 10_000 }

    private struct Visit: Sendable {
        var bytesPerSocket: Double
        var latency: Histogram<UInt64>
    }

    func run() async throws {
        _ = FileLimit.raise()
        let (ours, theirs) = try await Laboratory.open(options, knownGuests: 100) { laboratory in
            var ours: [Visit] = []
            var theirs: [Double] = []
            for round in 1...options.rounds {
                progress("sockets, round \(round)")
                ours.append(try await visit(laboratory))
                theirs.append(try await nchan())
            }
            return (ours, theirs)
        }
        var section = Section("Idle sockets", command: options.command("sockets"))
        let own = ours.map { $0.bytesPerSocket / 1024 }
        let reference = theirs.map { $0 / 1024 }
        section.say(
            """
            \(Figures.rate(Double(crowd))) sockets, each subscribed to a conversation, silent for ten seconds: resident \
            memory of `concierge serve` beyond what it held before, for each socket \
            **\(Figures.number(Figures.median(own) ?? 0, places: 1)) KB** \
            (\(own.map { Figures.number($0, places: 1) }.joined(separator: " · "))); nginx with nchan \
            \(Figures.number(Figures.median(reference) ?? 0, places: 1)) KB \
            (\(reference.map { Figures.number($0, places: 1) }.joined(separator: " · "))).
            """
        )
        section.say(
            """
            One socket more watches; a colleague's note is posted over REST, 20 ms after the one before was seen: from \
            the first byte of the request to the last of the frame p50 \
            **\(Figures.milliseconds(Figures.median(ours.map { $0.latency.valueAtPercentile(50) }) ?? 0))**, p99 \
            **\(Figures.milliseconds(Figures.median(ours.map { $0.latency.valueAtPercentile(99) }) ?? 0))**.
            """
        )
        section.publish()
    }

    private func visit(_ laboratory: Laboratory) async throws -> Visit {
        try await laboratory.withCopy { copy in
            let port = try Ports.free()
            let server = try laboratory.serve(on: copy, port: port, ["--limits-requests-per-minute", "10000000"])
            return try await laboratory.with(server, readyAt: ControlRequest(port: port, path: "/readyz")) { server in
                let staff = try await StaffSide(laboratory, on: copy, port: port)
                let id = server.id
                let (crowd, pause) = (crowd, Duration.seconds(options.quick ? 2 : 10))
                let latency = try await onThread { try Self.latency(staff, samples: 300) }
                try await Task.sleep(for: pause)
                guard let before = ResidentMemory.bytes(of: id) else { throw BenchError("no memory figure") }
                let bytes = try await onThread {
                    let sockets = try SocketCrowd(
                        crowd,
                        port: port,
                        opening: staff.opening,
                        greeting: staff.subscription
                    )
                    Thread.sleep(forTimeInterval: pause / .seconds(1))
                    guard let after = ResidentMemory.bytes(of: id) else { throw BenchError("no memory figure") }
                    return Double(after - before) / Double(sockets.count)
                }
                return Visit(bytesPerSocket: bytes, latency: latency)
            }
        }
    }

    private static func latency(_ staff: StaffSide, samples: Int) throws -> Histogram<UInt64> {
        var latency = Histogram<UInt64>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        let watcher = try SocketCrowd(1, port: staff.port, opening: staff.opening, greeting: staff.subscription)
        let publisher = try StreamSocket(connectingTo: staff.port)
        var answer: [UInt8] = []
        for sample in 0..<(samples + 20) {
            watcher.forget()
            let started = ContinuousClock.now
            try publisher.write(staff.note("towels \(sample)"))
            while watcher.received == 0 { try watcher.read(waiting: 1000) }
            // The first ones find cold caches, and are not what a day looks like.
            if sample >= 20 { latency.record(UInt64((ContinuousClock.now - started) / .microseconds(1))) }
            answer.removeAll(keepingCapacity: true)
            while try HTTPAnswer(answer) == nil { try publisher.read(into: &answer) }
            Thread.sleep(forTimeInterval: 0.02)
        }
        return latency
    }

    private func nchan() async throws -> Double {
        let nchan = try Nchan()
        do {
            try await nchan.child.ready(at: ControlRequest(port: nchan.port, path: "/ready"))
            let (port, opening, id, crowd) = (nchan.port, nchan.opening, nchan.child.id, crowd)
            let bytes = try await onThread {
                guard let before = ResidentMemory.bytes(of: id) else { throw BenchError("no memory figure") }
                let sockets = try SocketCrowd(crowd, port: port, opening: opening, greeting: nil)
                Thread.sleep(forTimeInterval: 1)
                guard let after = ResidentMemory.bytes(of: id) else { throw BenchError("no memory figure") }
                return Double(after - before) / Double(sockets.count)
            }
            await nchan.stop()
            return bytes
        } catch {
            await nchan.stop()
            throw error
        }
    }
}
