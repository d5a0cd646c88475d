import Channels
import Domain
import Testing

@Suite struct WhatsAppQuarantineTests {
    private typealias Sample = WhatsAppSample

    @Test(arguments: [
        "7", "null", "[]", #"{"id":"x","type":"text","text":{"body":"hi"}}"#,
        #"{"from":"not a number","id":"x","type":"text","text":{"body":"hi"}}"#,
        #"{"from":16505551234,"id":"x","type":"text","text":{"body":"hi"}}"#,
        #"{"from":"16505551234","id":5,"type":"text","text":{"body":"hi"}}"#,
        #"{"from":"16505551234","id":"x","type":"text","text":"hi"}"#,
        #"{"from":"16505551234","id":"x","type":"text","text":{"body":{}}}"#,
        #"{"from":"16505551234","id":"x","type":["text"]}"#,
        #"{"from":"16505551234","id":"x","type":"button","button":{}}"#,
        #"{"from":"16505551234","id":"x","group_id":"g","type":"text","text":{"body":"hi"}}"#,
    ])
    func `one that cannot be read is set aside, its siblings are not lost`(_ item: String) throws {
        let parsed = try parseWhatsApp(
            Sample.delivery(
                messages: "\(Sample.text(id: "1")),\(item),\(Sample.text(id: "2"))",
                statuses: Sample.status("read")
            )
        )
        #expect(parsed.messages.map(\.providerMessageID) == ["1", "2"])
        #expect(parsed.receipts.count == 1)
        #expect(parsed.quarantined.map(\.raw) == [item])
        #expect(parsed.quarantined.map(\.endpointAddress) == [Sample.endpoint])
    }

    @Test func `lists, changes and entries of the wrong type are set aside whole`() throws {
        let good = Sample.change(messages: Sample.text())
        let changes = [
            "5", #"{"value":{}}"#, #"{"field":"messages"}"#, #"{"field":"messages","value":{"metadata":{}}}"#,
            #"{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":{}}}"#, good,
        ]
        let parsed = try parseWhatsApp(
            #"{"object":"whatsapp_business_account","entry":[3,{"id":"9"},"#
                + #"{"changes":[\#(changes.joined(separator: ","))]}]}"#
        )
        #expect(parsed.messages.count == 1)
        #expect(parsed.quarantined.count == 7)
        #expect(parsed.quarantined.last?.endpointAddress == "1")
    }

    @Test func `echoes and other fields are counted, not taken for guests`() throws {
        let parsed = try parseWhatsApp(
            #"{"object":"whatsapp_business_account","entry":[{"changes":["#
                + [
                    Sample.change(messages: Sample.text(), field: "smb_message_echoes"),
                    Sample.change(field: "smb_message_echoes"), Sample.change(field: "account_update"),
                ].joined(separator: ",") + "]}]}"
        )
        #expect(parsed.messages.isEmpty)
        #expect(parsed.skipped == ["smb_message_echoes": 2, "account_update": 1])
    }

    @Test func `an error about the number is a notice`() throws {
        let parsed = try parseWhatsApp(Sample.delivery(errors: #"{"code":130429,"title":"Rate limit hit"}"#))
        #expect(parsed.notices.map(\.code) == ["130429"])
        #expect(parsed.notices.map(\.title) == ["Rate limit hit"])
        #expect(parsed.notices.map(\.endpointAddress) == [Sample.endpoint])
    }

    @Test func `what speaks for a number the signer does not own goes to quarantine, nothing else does`() throws {
        let changes = ["111", "222"].map { endpoint in
            Sample.change(
                messages: Sample.text(),
                statuses: Sample.status("sent"),
                errors: #"{"code":1,"title":"x"}"#,
                endpoint: endpoint
            )
        }
        var parsed = try parseWhatsApp(
            #"{"object":"whatsapp_business_account","entry":[{"changes":[\#(changes.joined(separator: ","))]}]}"#
        )
        #expect(parsed.endpointAddresses == ["111", "222"])
        parsed.keepOnly(["111", "333"], reason: "not signed by its own app")
        #expect(parsed.messages.map(\.endpointAddress) == ["111"])
        #expect(parsed.receipts.map(\.endpointAddress) == ["111"])
        #expect(parsed.notices.map(\.endpointAddress) == ["111"])
        #expect(parsed.quarantined.map(\.endpointAddress) == ["222", "222", "222"])
        #expect(parsed.quarantined.first?.raw == Sample.text())
        #expect(parsed.quarantined.allSatisfy { $0.reason == "not signed by its own app" })
    }
}
