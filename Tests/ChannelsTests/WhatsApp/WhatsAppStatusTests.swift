import Channels
import Domain
import Foundation
import Testing

@Suite struct WhatsAppStatusTests {
    private typealias Sample = WhatsAppSample

    @Test(
        arguments: [
            ("sent", .sent), ("delivered", .delivered), ("read", .read), ("played", .read), ("failed", .failed),
        ] as [(String, DeliveryState)]
    )
    func `each word is a state of our delivery`(_ word: String, _ state: DeliveryState) throws {
        let receipt = try #require(try parseWhatsApp(Sample.delivery(statuses: Sample.status(word))).receipts.first)
        #expect(receipt.state == state)
        #expect(receipt.deliveryID?.description == Sample.deliveryID)
        #expect(receipt.providerMessageID == "wamid.out")
        #expect(receipt.endpointAddress == Sample.endpoint)
        #expect(receipt.occurredAt == Date(timeIntervalSince1970: 1_750_030_073))
        #expect(receipt.errorCode == nil)
        #expect(receipt.raw.contains("recipient_id"))
    }

    @Test func `a failure says why`() throws {
        let status = Sample.status("failed", more: #","errors":[{"code":131026,"title":"Message undeliverable"}]"#)
        let receipt = try #require(try parseWhatsApp(Sample.delivery(statuses: status)).receipts.first)
        #expect(receipt.errorCode == "131026")
        #expect(receipt.errorTitle == "Message undeliverable")
    }

    @Test func `an opaque text of somebody else's is not our delivery`() throws {
        let status = #"{"id":"wamid.out","status":"sent","biz_opaque_callback_data":"campaign-7"}"#
        let receipt = try #require(try parseWhatsApp(Sample.delivery(statuses: status)).receipts.first)
        #expect(receipt.deliveryID == nil)
    }

    @Test(arguments: [#"{"id":"x","status":"teleported"}"#, #"{"status":"sent"}"#, #"{"id":"x"}"#, "1"])
    func `an unknown or broken one is set aside and seen`(_ status: String) throws {
        let parsed = try parseWhatsApp(Sample.delivery(statuses: status + "," + Sample.status("sent")))
        #expect(parsed.receipts.count == 1)
        #expect(parsed.quarantined.map(\.raw) == [status])
    }
}
