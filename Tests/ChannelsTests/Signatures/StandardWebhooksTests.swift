import Channels
import Foundation
import Testing

/// Standard Webhooks, against the published vector.
@Suite struct StandardWebhooksTests {
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let moment = Date(timeIntervalSince1970: 1_614_265_330)
    private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func secret() throws -> StandardWebhooks.Secret {
        try #require(StandardWebhooks.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    }

    @Test func `The published vector comes out`() throws {
        #expect(StandardWebhooks.sign(body, id: id, timestamp: moment, secrets: [try secret()]) == signature)
    }

    @Test func `A signature holds for its body, id and moment alone`() throws {
        func holds(
            body: [UInt8]? = nil,
            id: String? = "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: String? = "1614265330",
            signature: String? = nil,
            after seconds: Double = 0
        ) throws -> Bool {
            StandardWebhooks.verify(
                body ?? self.body,
                id: id,
                timestamp: timestamp,
                signature: signature ?? self.signature,
                secrets: [try secret()],
                now: moment + seconds
            )
        }
        #expect(try holds())
        #expect(try holds(after: 299))
        #expect(try holds(signature: "v1,AAAA v2,x \(signature)"))
        #expect(try !holds(after: 301))
        #expect(try !holds(after: -301))
        #expect(try !holds(body: body + [0x20]))
        #expect(try !holds(id: "msg_other"))
        #expect(try !holds(id: nil))
        #expect(try !holds(timestamp: "1614265331"))
        #expect(try !holds(timestamp: "now"))
        #expect(try !holds(signature: "v1a,\(signature.dropFirst(3))"))
        #expect(try !holds(signature: ""))
    }

    @Test func `A secret has 24 to 64 bytes and its mark, and never shows`() throws {
        for count in [23, 65] {
            #expect(StandardWebhooks.Secret("whsec_" + Data(count: count).base64EncodedString()) == nil)
        }
        #expect(StandardWebhooks.Secret(Data(count: 32).base64EncodedString()) == nil)
        #expect(StandardWebhooks.Secret("whsec_%%%") == nil)
        #expect(try !"\(secret())".contains("MfKQ"))
    }
}
