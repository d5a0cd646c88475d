import Channels
import ContractSupport
import Conversations
import Domain
import Events
import Sessions
import Store
import Testing

@testable import API

/// The contract and the program speak of the same things.
@Suite struct RoutesInContractTests {
    @Test func `The contract and the program have the same addresses and methods`() async throws {
        try await PeopleUnderTest.serving { people in
            let routes = EdgeRoutes(
                webhooks: { _, _ in WebhookReply(status: 200) },
                people: people.api,
                readiness: ReadinessBoard([]),
                version: "",
                metricsText: { "" }
            )
            let router = routes.router(EdgeConfiguration(), metrics: EdgeMetrics(factory: PrometheusRegistry()))
            let served = Set(
                RouteTable(router).all.flatMap { route in
                    route.methods.filter { $0 != "HEAD" }.map { "\($0) \(route.template)" }
                }
            )
            let promised = Set(Contract.shared.http.operations.map { "\($0.method) \($0.template.text)" })
            #expect(served.subtracting(promised).sorted() == [], "served and not in api-spec/openapi.yaml")
            #expect(promised.subtracting(served).sorted() == [], "in api-spec/openapi.yaml and not served")
        }
    }

    @Test func `The documents are careful: closed schemas, named answers, examples they accept themselves`() {
        #expect(Contract.shared.carelessness() == [])
    }

    @Test func `Every permission in the contract is one there is`() {
        let words = Set(Permission.allCases.map(\.rawValue) + ["any"])
        let strange = Contract.shared.http.operations.compactMap(\.permission).filter { !words.contains($0) }
        #expect(strange == [])
    }
}
