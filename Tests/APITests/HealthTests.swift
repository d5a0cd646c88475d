import Foundation
import Synchronization
import Testing

@testable import API

/// Health, readiness and who may see what.
@Suite struct HealthTests {
    private static let sick = [
        ReadinessCheck("database") { "connection refused" }, ReadinessCheck("disk") { nil },
        ReadinessCheck("engine") { "no answer" },
    ]

    @Test func `The process is alive even when it is not ready`() async throws {
        try await EdgeUnderTest.serving(checks: Self.sick) { edge async throws in
            let response = try await edge.get("/livez")
            #expect(response.status == 200)
        }
    }

    @Test func `Ready means that every check is well`() async throws {
        try await EdgeUnderTest.serving(checks: [ReadinessCheck("a") { nil }]) { edge async throws in
            let response = try await edge.get("/readyz")
            #expect(response.status == 200)
        }
    }

    @Test func `Not ready names the failing checks to all, and says why to operators only`() async throws {
        try await EdgeUnderTest.serving({ $0.metrics = .token("a-token-for-tests") }, checks: Self.sick) {
            edge async throws in
            let response = try await edge.get("/readyz")
            #expect(response.status == 503)
            #expect(try response.json()["failing"] as? [String] == ["database", "engine"])
            #expect(response.headers["retry-after"] == "1")
            #expect(!response.body.contains("connection refused"))
            let detailed = try await edge.get("/readyz", headers: "Authorization: Bearer a-token-for-tests\r\n")
            #expect(detailed.body.contains("connection refused"))
        }
    }

    @Test func `A check that does not answer counts as failed`() async {
        let board = ReadinessBoard(
            [
                ReadinessCheck("stuck") {
                    try? await Task.sleep(for: .seconds(3600)); return nil
                }
            ],
            deadline: .milliseconds(1)
        )
        #expect(await board.failures().map(\.name) == ["stuck"])
    }

    @Test func `Checks are asked once a second at most, however many ask`() async {
        let asked = Mutex(0)
        let moment = Mutex(ContinuousClock.now)
        let board = ReadinessBoard(
            [
                ReadinessCheck("counted") {
                    asked.withLock { $0 += 1 }; return nil
                }
            ],
            now: { moment.withLock { $0 } }
        )
        for _ in 0..<50 { _ = await board.failures() }
        #expect(asked.withLock { $0 } == 1)
        moment.withLock { $0 = $0.advanced(by: .milliseconds(1001)) }
        _ = await board.failures()
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func `Metrics want their token`() async throws {
        try await EdgeUnderTest.serving({ $0.metrics = .token("a-token-for-tests") }) { edge async throws in
            for headers in ["", "Authorization: Bearer wrong\r\n", "Authorization: a-token-for-tests\r\n"] {
                let refused = try await edge.get("/metrics", headers: headers)
                #expect(refused.status == 401)
                #expect(refused.headers["www-authenticate"] == "Bearer")
            }
            let response = try await edge.get("/metrics", headers: "Authorization: Bearer a-token-for-tests\r\n")
            #expect(response.status == 200)
            #expect(
                response.body.contains(#"gateway_http_requests_total{method="GET",route="/metrics",status="401"} 3"#)
            )
        }
    }

    @Test func `Without a token metrics are for this machine, and not for whom it forwards`() async throws {
        try await EdgeUnderTest.serving { edge async throws in
            #expect(try await edge.get("/metrics").status == 200)
            let forwarded = [
                "X-Forwarded-For: 203.0.113.9\r\n", "Forwarded: for=203.0.113.9\r\n", "Via: 1.1 proxy\r\n",
                "X-Real-IP: 203.0.113.9\r\n", "X-Forwarded-Proto: https\r\n", "X-Forwarded-Host: hotel.example\r\n",
            ]
            for header in forwarded {
                let refused = try await edge.get("/metrics", headers: header)
                #expect(refused.status == 403)
            }
        }
    }

    @Test func `With a port of their own metrics are not here`() async throws {
        try await EdgeUnderTest.serving({ $0.metrics = .elsewhere }) { edge async throws in
            let response = try await edge.get("/metrics")
            #expect(response.status == 404)
        }
    }

    @Test func `The port for metrics takes no webhooks`() async throws {
        try await EdgeUnderTest.serving({ $0.metrics = .open }, webhooks: nil) { edge async throws in
            #expect(try await edge.get("/webhooks/whatsapp", isPromised: false).status == 404)
            #expect(try await edge.get("/metrics", headers: "X-Forwarded-For: 203.0.113.9\r\n").status == 200)
        }
    }
}
