import AsyncHTTPClient
import Channels
import ConciergeEmulator
import Domain
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// An emulator on a free port, with somebody in Concierge's place who keeps every webhook.
struct RunningEmulator: Sendable {
    static let secret = "test-secret"
    static let endpoint = "106540352242922"

    let url: String
    let client: HTTPClient
    /// What came to Concierge, in order.
    let webhooks: AsyncStream<WebhookRequest>
    let state: EmulatorState

    /// The channel as Concierge would have it, pointed at the emulator.
    var channel: WhatsAppChannel { WhatsAppChannel(httpClient: client, graphURL: url + "/v23.0") }

    /// Runs both while the body does, and ends them gracefully.
    static func with(
        _ behaviour: Behaviour = Behaviour(),
        accessToken: String? = nil,
        _ body: @escaping @Sendable (RunningEmulator) async throws -> Void
    ) async throws {
        var clientConfiguration = HTTPClient.Configuration.providers
        clientConfiguration.timeout.connect = .seconds(60)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration)
        let result: Result<Void, any Error>
        do {
            let (webhooks, intake) = AsyncStream<WebhookRequest>.makeStream()
            try await running(concierge(intake)) { conciergePort in
                var configuration = EmulatorConfiguration()
                configuration.port = 0
                configuration.webhookURL = "http://127.0.0.1:\(conciergePort)/webhooks/whatsapp"
                configuration.appSecret = secret
                configuration.accessToken = accessToken
                configuration.behaviour = behaviour
                let emulator = Emulator(configuration, httpClient: client)
                try await running(emulator.group) { port in
                    let url = "http://127.0.0.1:\(port)"
                    try await body(RunningEmulator(url: url, client: client, webhooks: webhooks, state: emulator.state))
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }

    /// Sends one message through the channel.
    func send(
        _ text: String,
        as deliveryID: DeliveryID = DeliveryID(UUID.version7()),
        token: String = "token",
        within: Duration = .seconds(60)
    ) async -> SendOutcome {
        await channel.send(
            OutboundMessage(
                deliveryID: deliveryID,
                endpointAddress: Self.endpoint,
                recipient: GuestIdentity(kind: .phone, value: "+15005550006"),
                text: text
            ),
            credentials: EndpointCredentials(accessToken: token),
            deadline: .now + within
        )
    }

    /// Asks the emulator something.
    func ask(_ method: String, _ path: String, _ body: String = "") async throws -> (status: Int, body: String) {
        var request = HTTPClientRequest(url: url + path)
        request.method = .init(rawValue: method)
        if !body.isEmpty { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await client.execute(request, timeout: .seconds(60))
        return (Int(response.status.code), String(buffer: try await response.body.collect(upTo: 4 << 20)))
    }

    /// The receipts of the next so many webhooks, each checked to be signed.
    func receipts(_ count: Int) async throws -> [DeliveryReceipt] {
        var receipts: [DeliveryReceipt] = []
        for await webhook in webhooks {
            guard !channel.verify(webhook, candidates: [Self.secret]).isEmpty else { throw Unsigned() }
            receipts += try channel.parse(webhook).receipts
            if receipts.count >= count { break }
        }
        return receipts
    }

    struct Unsigned: Error {}

    private static func concierge(
        _ intake: AsyncStream<WebhookRequest>.Continuation
    ) -> @Sendable (@escaping @Sendable (Int) async -> Void) -> ServiceGroup {
        { onListening in
            let router = Router()
            router.post("/webhooks/whatsapp") { request, _ -> String in
                var request = request
                let body = try await request.collectBody(upTo: 1 << 20)
                let headers = request.headers.map { ($0.name.rawName, $0.value) }
                intake.yield(
                    WebhookRequest(
                        method: "POST",
                        path: request.uri.path,
                        headers: headers,
                        body: Array(body.readableBytesView)
                    )
                )
                return "taken"
            }
            let application = Application(
                router: router,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { await onListening($0.localAddress?.port ?? 0) },
                logger: .quiet
            )
            return ServiceGroup(
                configuration: ServiceGroupConfiguration(services: [application], logger: .quiet)
            )
        }
    }

    /// Runs a group while the body does; the body gets the port.
    private static func running(
        _ make: (@escaping @Sendable (Int) async -> Void) -> ServiceGroup,
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, intake) = AsyncStream<Int>.makeStream()
        let group = make { intake.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { intake.finish() }
                try await group.run()
            }
            for await port in ports {
                let result: Result<Void, any Error>
                do {
                    result = .success(try await body(port))
                } catch {
                    result = .failure(error)
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return try result.get()
            }
            try await tasks.waitForAll()
        }
    }
}

extension Emulator {
    fileprivate func group(_ onListening: @escaping @Sendable (Int) async -> Void) -> ServiceGroup {
        serviceGroup(logger: .quiet, onListening: onListening)
    }
}

extension Logger {
    /// Says only what must not happen.
    fileprivate static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
