import Foundation
import Routing
import Store
import Testing

@testable import ConciergeCommand

/// Where settings come from, and what is said about wrong ones.
@Suite struct ConfigurationTests {
    private func load(
        _ yaml: String = "",
        arguments: [String] = [],
        environment: [String: String] = [:],
        defaults: [String: String] = [:]
    ) throws -> LoadedSettings {
        let file = ConfigurationFile(yaml: yaml, name: "concierge.yaml")
        return try SettingsLoader.load(
            arguments: arguments,
            environment: environment,
            file: file,
            hostName: "host-1",
            defaults: defaults
        )
    }

    private func problems(
        _ yaml: String = "",
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> [String] {
        let error = #expect(throws: ConfigurationProblems.self) {
            try load(yaml, arguments: arguments, environment: environment)
        }
        return try #require(error).sentences
    }

    /// The contract's own file, as its users have it.
    private static let contract = """
        gateway:
          server:
            port: 3001
            host: 127.0.0.1
          websocket:
            pingInterval: 20000
            pingTimeout: 4000
            maxConnections: 500
          session:
            ttl: 1800
            renewalThreshold: 120
          routing:
            aiTimeout: 15000
            maxRetries: 2
            escalationThreshold: 0.6
          rateLimit:
            windowMs: 30000
            maxRequests: 50
        """

    @Test func `The contract's file loads unchanged, bare whole numbers in its units`() throws {
        let settings = try load(Self.contract).settings
        #expect(settings.server.port == 3001)
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.websocket.pingInterval == .seconds(20))
        #expect(settings.websocket.pingTimeout == .seconds(4))
        #expect(settings.websocket.maxConnections == 500)
        #expect(settings.session == .init(ttl: .seconds(1800), renewalThreshold: .seconds(120)))
        #expect(settings.routing == .init(aiTimeout: .seconds(15), maxRetries: 2, escalationThreshold: 0.6))
        #expect(settings.rateLimit == .init(window: .seconds(30), maxRequests: 50))
    }

    @Test func `The same keys without the gateway root say the same`() throws {
        let lines = Self.contract.split(separator: "\n").dropFirst().map { String($0.dropFirst(2)) }
        #expect(try load(lines.joined(separator: "\n")).settings == load(Self.contract).settings)
    }

    @Test func `Nothing at all gives the documented defaults`() throws {
        let settings = try load().settings
        #expect(settings.server.port == 3000)
        #expect(settings.server.host == "0.0.0.0")
        #expect(settings.websocket.pingInterval == .seconds(30))
        #expect(settings.websocket.pingTimeout == .seconds(5))
        #expect(settings.websocket.maxConnections == 10_000)
        #expect(settings.websocket.maxConnectionsPerGuest == 5)
        #expect(settings.limits.inboundPerMinute == 6000)
        #expect(settings.limits.localCallers == 100)
        #expect(settings.limits.chatsPerAddress == 60)
        #expect(settings.limits.requestsPerAddress == 3000)
        #expect(settings.limits.callerRefusals == 100)
        #expect(settings.limits.addressRefusals == 1000)
        #expect(settings.limits.blockTime == .seconds(300))
        #expect(settings.session == .init(ttl: .seconds(3600), renewalThreshold: .seconds(300)))
        #expect(settings.routing == .init(aiTimeout: .seconds(30), maxRetries: 3, escalationThreshold: 0.7))
        #expect(settings.rateLimit == .init(window: .seconds(60), maxRequests: 100))
        #expect(settings.conversation == .init(reopenWindow: .seconds(4 * 3600), idleTimeout: .seconds(24 * 3600)))
        #expect(settings.events == .init(retention: .seconds(90 * 86_400)))
        #expect(settings.turns.longestWait == .seconds(300))
        #expect(settings.delivery.unknownPolicy == .notify)
        #expect(settings.delivery.unknownSettleTime == .seconds(120))
        #expect(settings.database.poolSize == 8)
        #expect(settings.database.apiPoolSize == 4)
        #expect(settings.limits.maxBodyBytes == 3 << 20)
        #expect(settings.node.name == "host-1")
        #expect(settings.database.url == nil)
        #expect(settings.secrets.key == nil)
    }

    @Test func `The command line wins over the environment, it over the file, it over defaults`() throws {
        let yaml = "server: {port: 2}"
        #expect(try load("", defaults: ["server.port": "1"]).settings.server.port == 1)
        #expect(try load(yaml, defaults: ["server.port": "1"]).settings.server.port == 2)
        #expect(try load(yaml, environment: ["SERVER_PORT": "3"]).settings.server.port == 3)
        let both = ["SERVER_PORT": "3", "GATEWAY_SERVER_PORT": "4"]
        #expect(try load(yaml, environment: both).settings.server.port == 4)
        #expect(try load(yaml, arguments: ["--server-port", "5"], environment: both).settings.server.port == 5)
        #expect(try load(yaml, arguments: ["--gateway-server-port=6"], environment: both).settings.server.port == 6)
    }

    @Test func `An empty variable says nothing`() throws {
        #expect(try load("server: {port: 2}", environment: ["SERVER_PORT": ""]).settings.server.port == 2)
    }

    @Test(
        arguments: [
            ("4h", Duration.seconds(4 * 3600)), ("120s", .seconds(120)), ("500ms", .milliseconds(500)),
            ("2 m", .seconds(120)), ("7d", .seconds(7 * 86_400)), ("90", .seconds(90)), ("0", .zero),
        ]
    )
    func `Durations are written with a unit or bare`(text: String, expected: Duration) throws {
        #expect(DurationText.parse(text, bareUnit: .seconds) == expected)
        #expect(DurationText.parse(DurationText.format(expected), bareUnit: .seconds) == expected)
    }

    @Test(arguments: ["", "h", "4x", "-1s", "1.5s", "4hh", "99999999999999999999s", "٣s"])
    func `What is no duration is none`(text: String) {
        #expect(DurationText.parse(text, bareUnit: .seconds) == nil)
    }

    @Test func `Every problem is told at once, each in a sentence`() throws {
        let yaml = """
            gateway:
              server: {port: 99999}
              routing: {escalationThreshold: 1.5}
            delivery: {unknownPolicy: shrug}
            conversation: {reopenWindow: soon}
            engine: {kind: http, url: "not a url"}
            secrets: {key: c2hvcnQ=}
            """
        #expect(
            try problems(yaml) == [
                "gateway.server.port must be 1…65535, not 99999",
                "gateway.routing.escalationThreshold must be 0.0…1.0, not 1.5",
                "secrets.key must be 32 bytes in base64; `openssl rand -base64 32` makes one",
                "conversation.reopenWindow must be a duration of 0s…30d, not soon",
                "delivery.unknownPolicy must be one of notify, resendMarked, not shrug",
                "engine.url must be an http:// or https:// address, not not a url",
            ]
        )
    }

    @Test func `How long guests wait for the AI is the operator's, and longer than an engine may take`() throws {
        let settings = try load("turns: {longestWait: 2m}").settings
        #expect(settings.turns.longestWait == .seconds(120))
        #expect(RouterConfiguration(settings).longestWait == .seconds(120))
        #expect(
            try problems("turns: {longestWait: 20}") == [
                "turns.longestWait must be longer than gateway.routing.aiTimeout, or people are called to guests who are being answered"
            ]
        )
    }

    @Test func `Unknown keys are refused, with the nearest known one`() throws {
        #expect(
            try problems("gateway: {sever: {port: 1}}")
                == ["gateway.sever.port is not a setting; did you mean server.port?"]
        )
        #expect(try problems("weather: sunny") == ["weather is not a setting"])
        #expect(try problems("server: 5") == ["server is a group of settings and takes no value of its own"])
        #expect(
            try problems(arguments: ["--database-pol-size", "4"])
                == ["--database-pol-size is not a setting; did you mean --database-pool-size?"]
        )
        #expect(
            try problems("routing: {aiTimeout: {ms: 3}}").first?.contains("routing.aiTimeout.ms is not a setting")
                == true
        )
    }

    @Test func `Keys given twice, values of the wrong shape and broken YAML are refused`() throws {
        #expect(
            try problems("gateway: {server: {port: 1}}\nserver: {port: 2}")
                == ["server.port is given twice, once under gateway and once beside it"]
        )
        #expect(try problems("server: {port: [[1]]}") == ["server.port must be a single value or a list of them"])
        #expect(try problems("just words") == ["concierge.yaml must be a YAML mapping of settings"])
        #expect(try problems("server: {port: 1").first?.hasPrefix("concierge.yaml is not valid YAML") == true)
        #expect(try problems(arguments: ["--server-port"]) == ["--server-port needs a value"])
        #expect(try problems(arguments: ["stray"]) == ["stray is not understood: settings are written --name value"])
    }

    @Test func `What only makes sense together is checked together`() throws {
        #expect(
            try problems("session: {ttl: 100, renewalThreshold: 100}")
                == ["gateway.session.renewalThreshold must be shorter than gateway.session.ttl"]
        )
        #expect(try problems("turns: {lease: 10s}").first?.contains("two nodes would answer one guest") == true)
        #expect(
            try problems("delivery: {lease: 5s, timeout: 5s}").first?.contains("two nodes would send one message")
                == true
        )
        #expect(try problems("metrics: {port: 3000}") == ["metrics.port must differ from gateway.server.port"])
    }

    @Test func `An engine over HTTP needs an address`() throws {
        #expect(try problems("engine: {kind: http}") == ["engine.url must be set when engine.kind is http"])
        #expect(try load("engine: {kind: http, url: 'https://e.example/answer'}").settings.engine.kind == .http)
    }

    @Test func `Empty groups and an empty file say nothing`() throws {
        #expect(try load("gateway:\n  server:\ndatabase: ~\n").settings == load().settings)
        #expect(try load("# only words\n").settings == load().settings)
    }

    @Test func `A file asked for must be there; the usual one need not`() throws {
        let missing = "/nonexistent/\(UUID()).yaml"
        let error = #expect(throws: ConfigurationProblems.self) {
            try SettingsLoader.load(environment: ["CONCIERGE_CONFIG": missing], hostName: "h")
        }
        #expect(error?.sentences == ["there is no configuration file to read at \(missing)"])
        #expect(throws: Never.self) { try SettingsLoader.load(environment: [:], hostName: "h") }
    }

    @Test func `Several hosts in a database URL stay one value`() throws {
        let url = "postgresql://a:5432,b:5432/concierge"
        #expect(try load(arguments: ["--database-url", url]).settings.database.url?.revealed == url)
        #expect(try load(environment: ["DATABASE_URL": url]).settings.database.url?.revealed == url)
    }

    @Test func `Secrets are never shown: not in the list, not printed, not dumped, not in problems`() throws {
        let key = Data(repeating: 9, count: 32).base64EncodedString()
        let secrets = [
            "SECRETS_KEY": key, "METRICS_TOKEN": "hush-hush-hush-hush", "ENGINE_API_KEY": "sk-123456",
            "DATABASE_URL": "postgres://u:hunter2@h/d",
        ]
        let loaded = try load(environment: secrets)
        #expect(loaded.settings.secrets.key?.revealed == Array(repeating: 9, count: 32))
        var dumped = ""
        dump(loaded, to: &dumped)
        for text in ["\(loaded.shown)", "\(loaded.settings)", String(reflecting: loaded.settings), dumped] {
            for secret in [key, "hush-hush", "sk-123456", "hunter2"] { #expect(!text.contains(secret)) }
        }
        #expect(loaded.shown.contains { $0 == ("secrets.key", "set") })
        #expect(try !problems(environment: ["SECRETS_KEY": "c2hvcnQ"]).joined().contains("c2hvcnQ"))
        #expect(try !problems(environment: ["METRICS_TOKEN": "shorty"]).joined().contains("shorty"))
    }

    @Test func `What is shown can be read back`() throws {
        let shown = try load(Self.contract).shown
        let yaml = shown.filter { !["not set", "none"].contains($0.value) }.map { "\($0.key): \"\($0.value)\"" }.joined(
            separator: "\n"
        )
        #expect(try load(yaml).settings == load(Self.contract).settings)
    }
}
