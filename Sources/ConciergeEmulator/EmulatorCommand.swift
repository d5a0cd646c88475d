import ArgumentParser
import AsyncHTTPClient
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// The program.
@main struct EmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "concierge-emulator",
        abstract: "Stands in for WhatsApp's Graph API and an AI engine, kindly or cruelly."
    )

    @Option(help: "The port to listen on; 0 takes any free one.") var port = EmulatorConfiguration().port
    @Option(help: "The address to listen on.") var host = EmulatorConfiguration().host
    @Option(name: .customLong("webhook-url"), help: "Where Concierge takes WhatsApp webhooks.")
    var webhookURL = EmulatorConfiguration().webhookURL
    @Option(help: "The app secret webhooks are signed with.") var appSecret = EmulatorConfiguration().appSecret
    @Option(help: "The access token sends must show; without it any will do.") var accessToken: String?
    @Option(name: .customLong("phone-number-id"), help: "The hotel's number guests write to.")
    var phoneNumberID = EmulatorConfiguration().phoneNumberID
    @Option(help: "The statuses to report, separated by commas; none for none.")
    var statuses = GraphBehaviour().statuses.joined(separator: ",")
    @Option(help: "Milliseconds before each status.") var statusDelay = GraphBehaviour().statusDelayMs
    @Option(help: "Milliseconds every answer of the Graph API takes.") var graphDelay = 0
    @Option(help: "Milliseconds every answer of the engine takes.") var engineDelay = 0
    @Option(help: "A JSON file as for PUT /behaviour; it replaces the four options before it.") var behaviour: String?
    @Option(help: "How many messages to remember.") var keep = EmulatorConfiguration().keep

    func run() async throws {
        var configuration = EmulatorConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.webhookURL = webhookURL
        configuration.appSecret = appSecret
        configuration.accessToken = accessToken
        configuration.phoneNumberID = phoneNumberID
        configuration.keep = keep
        configuration.behaviour = try chosenBehaviour()

        var clientConfiguration = HTTPClient.Configuration()
        clientConfiguration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration)
        var logger = Logger(label: "concierge-emulator")
        logger.logLevel = .warning
        let group = Emulator(configuration, httpClient: client)
            .serviceGroup(endingOn: [.sigterm, .sigint], logger: logger) { [host] port in
                // Straight to the descriptor: a script that waits for this line reads a pipe, where print would buffer.
                FileHandle.standardOutput.write(Data("listening on http://\(host):\(port)\n".utf8))
            }
        let result: Result<Void, any Error>
        do {
            result = .success(try await group.run())
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }

    private func chosenBehaviour() throws -> Behaviour {
        if let behaviour {
            let data = try Data(contentsOf: URL(filePath: behaviour))
            return try JSONDecoder().decode(Behaviour.self, from: data)
        }
        var chosen = Behaviour()
        chosen.graph.statuses = statuses == "none" ? [] : statuses.split(separator: ",").map(String.init)
        chosen.graph.statusDelayMs = statusDelay
        chosen.graph.delayMs = graphDelay
        chosen.engine.delayMs = engineDelay
        return chosen
    }
}
