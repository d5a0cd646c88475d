import Foundation
import Logging
import Synchronization
import Testing

@testable import ConciergeCommand

/// What a line of the log looks like.
@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func written(_ body: (inout Logger) -> Void) throws -> [String] {
        let lines = Lines()
        let sink = LogSink(now: { Date(timeIntervalSince1970: 1_700_000_000.25) }) { line in
            lines.all.withLock { $0.append(line) }
        }
        var logger = Logger(label: "test") { JSONLogHandler(label: $0, sink: sink) }
        body(&logger)
        return lines.all.withLock { $0 }
    }

    @Test func `A line is one JSON object with time, level, logger, message and metadata`() throws {
        let lines = try written { logger in
            logger[metadataKey: "node"] = "n1"
            logger.warning("lost", metadata: ["error": "x", "list": ["a", "b"], "map": ["k": "v"]])
        }
        #expect(
            lines == [
                #"{"time":"2023-11-14T22:13:20.250Z","level":"warning","logger":"test","message":"lost","#
                    + #""error":"x","list":["a","b"],"map":{"k":"v"},"node":"n1"}"# + "\n"
            ]
        )
    }

    @Test func `Whatever a text holds, the line stays one line and valid JSON`() throws {
        let nasty = "quote\" slash\\ line\nfeed\r tab\t nul\0 escape\u{1b}[31m separator\u{2028} umlaut ü emoji 🛎️"
        let lines = try written { $0.error("bad", metadata: ["text": "\(nasty)", "\(nasty)": "key"]) }
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line.unicodeScalars.filter { $0.value < 0x20 || $0.value == 0x2028 } == ["\n"])
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["text"] == nasty)
        #expect(object[nasty] == "key")
    }

    @Test func `Metadata cannot pose as the line's own members`() throws {
        let line = try #require(
            try written { $0.info("real", metadata: ["message": "false", "level": "false"]) }.first
        )
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(object["message"] == "real")
        #expect(object["level"] == "info")
        #expect(object["_message"] == "false")
    }

    @Test func `What is below the level is not written`() throws {
        let lines = try written { logger in
            logger.debug("no")
            logger.logLevel = .debug
            logger.debug("yes")
        }
        #expect(lines.count == 1)
    }
}
