import AsyncHTTPClient
import Channels
import Domain
import Foundation
import Testing

/// Reads a delivery as the channel would.
func parseWhatsApp(_ body: String) throws -> ParsedWebhook {
    try WhatsAppChannel(httpClient: .shared).parse(
        WebhookRequest(method: "POST", path: "/webhooks/whatsapp", body: Array(body.utf8))
    )
}

@Suite struct WhatsAppMessageTests {
    private typealias Sample = WhatsAppSample

    @Test func `a text carries its words, its guest, its id and its moment`() throws {
        let message = try #require(try parseWhatsApp(Sample.oneText).messages.first)
        #expect(message.provider == "whatsapp")
        #expect(message.endpointAddress == Sample.endpoint)
        #expect(message.text == "Two towels please")
        #expect(message.kind == .text)
        #expect(message.senderName == "Sheena Nelson")
        #expect(message.senders.map(\.value) == ["+16505551234", "US.13491208655302741918"])
        #expect(message.senders.map(\.kind) == [.phone, .whatsappUser])
        #expect(message.providerMessageID == "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=")
        #expect(message.sentAt == Date(timeIntervalSince1970: 1_749_416_383))
        let raw = try JSONSerialization.jsonObject(with: Data(message.raw.utf8)) as? [String: Any]
        #expect(raw?["id"] as? String == message.providerMessageID)
    }

    /// Quadratic work would take minutes here.
    @Test(.timeLimit(.minutes(15))) func `thousands of guests in one delivery each keep their own name`() throws {
        let count = 15_000
        let contacts = (0..<count).map { (number: Int) -> String in
            #"{"wa_id":"\#(15_000_000_000 + number)","profile":{"name":"Guest \#(number)"}}"#
        }
        let messages = (0..<count).reversed().map { (number: Int) -> String in
            #"{"from":"\#(15_000_000_000 + number)","id":"\#(number)","type":"text","text":{"body":"hi"}}"#
        }
        let parsed = try parseWhatsApp(
            Sample.delivery(contacts: contacts.joined(separator: ","), messages: messages.joined(separator: ","))
        )
        #expect(parsed.messages.count == count)
        #expect(parsed.messages.allSatisfy { $0.senderName == "Guest \($0.providerMessageID ?? "")" })
    }

    @Test(
        arguments: [
            (#""type":"image","image":{"id":"1","caption":"The tap"}"#, .image, "The tap"),
            (#""type":"image","image":{"id":"1"}"#, .image, ""),
            (#""type":"video","video":{"caption":"drip"}"#, .video, "drip"),
            (#""type":"document","document":{"filename":"a.pdf","caption":"ID"}"#, .document, "ID"),
            (#""type":"audio","audio":{"id":"1","voice":true}"#, .audio, ""),
            (#""type":"sticker","sticker":{}"#, .sticker, ""),
            (#""type":"location","location":{"latitude":1.5,"longitude":2}"#, .location, ""),
            (#""type":"contacts","contacts":[{}]"#, .contacts, ""),
            (#""type":"button","button":{"payload":"p","text":"Yes"}"#, .button, "Yes"),
            (
                #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Late"}}"#,
                .interactive, "Late"
            ),
            (
                #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Spa"}}"#,
                .interactive, "Spa"
            ),
            (
                #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent"}}"#, .interactive,
                "Sent"
            ),
            (#""type":"reaction","reaction":{"message_id":"wamid.0","emoji":"👍"}"#, .reaction, ""),
            (#""type":"reaction","reaction":{"message_id":"wamid.0"}"#, .reaction, ""),
            (#""type":"order","order":{"catalog_id":"1","text":"for two"}"#, .order, "for two"),
            (#""type":"system","system":{"body":"changed","wa_id":"16505550000"}"#, .system, ""),
            (#""type":"unsupported","errors":[{"code":131051}]"#, .unsupported, ""),
            (#""type":"hologram","hologram":{"x":1}"#, .unsupported, ""),
            (#""nothing":1"#, .unsupported, ""),
        ] as [(String, ContentKind, String)]
    )
    func `every type is stored with its kind and its words`(_ rest: String, _ kind: ContentKind, _ text: String) throws
    {
        let parsed = try parseWhatsApp(Sample.delivery(messages: Sample.message(rest)))
        #expect(parsed.messages.map(\.kind) == [kind])
        #expect(parsed.messages.map(\.text) == [text])
        #expect(parsed.quarantined.isEmpty)
    }

    @Test func `guests who share a delivery keep their own names`() throws {
        let parsed = try parseWhatsApp(
            Sample.delivery(
                contacts:
                    #"{"wa_id":"16505550002","profile":{"name":"Bo"}},"#
                    + #"{"wa_id":"16505550001","profile":{"name":"Ada"}},7"#,
                messages: Sample.text(id: "1", from: "16505550001") + "," + Sample.text(id: "2", from: "16505550002")
                    + "," + Sample.text(id: "3", from: "16505550003")
            )
        )
        #expect(parsed.messages.map(\.senderName) == ["Ada", "Bo", nil])
    }

    @Test func `a guest without a phone is known by the user id`() throws {
        let parsed = try parseWhatsApp(
            Sample.delivery(
                contacts: #"{"user_id":"US.1349","profile":{"name":"Ada","username":"ada"}}"#,
                messages: #"{"from_user_id":"US.1349","id":"1","type":"text","text":{"body":"hi"}}"#
            )
        )
        #expect(parsed.messages.first?.senders == [GuestIdentity(kind: .whatsappUser, value: "US.1349")])
        #expect(parsed.messages.first?.senderName == "Ada")
        #expect(parsed.messages.first?.sentAt == nil)
    }

    @Test func `every entry and every change is walked, each for its own number`() throws {
        let changes = [
            Sample.change(messages: Sample.text(id: "1"), endpoint: "111"),
            Sample.change(messages: Sample.text(id: "2"), endpoint: "222"),
        ].joined(separator: ",")
        let entry = #"{"id":"9","changes":[\#(changes)]}"#
        let parsed = try parseWhatsApp(#"{"object":"whatsapp_business_account","entry":[\#(entry),\#(entry)]}"#)
        #expect(parsed.messages.map(\.endpointAddress) == ["111", "222", "111", "222"])
        #expect(parsed.endpointAddresses == ["111", "222"])
    }

    @Test(arguments: ["", "0", "-5", "soon", "99999999999999999999"])
    func `a moment beyond belief is no moment, and no reason to lose the words`(_ timestamp: String) throws {
        let body = #"{"from":"16505551234","id":"1","timestamp":"\#(timestamp)","type":"text","text":{"body":"hi"}}"#
        let message = try #require(try parseWhatsApp(Sample.delivery(messages: body)).messages.first)
        #expect(message.sentAt == nil)
    }
}
