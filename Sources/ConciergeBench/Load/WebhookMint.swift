import Channels
import Crypto
import Foundation

/// Makes signed WhatsApp webhooks, each from its own guest with its own message id, as whole HTTP requests.
///
/// Everything has a fixed width: a request is a copy of one template with four places written over.
struct WebhookMint: Sendable {
    /// Whose messages are made.
    enum Guests: String, Sendable {
        /// Guests who wrote before, one after the other.
        case known
        /// Guests nobody has heard of, each once.
        case strangers
    }

    private let guests: Guests
    private let knownGuests: Int
    private let key = SymmetricKey(data: Array(BenchHotel.appSecret.utf8))
    private let template: [UInt8]
    private let bodyStart: Int
    private let signatureAt: Int
    private let phonesAt: [Int]
    private let idAt: Int
    private var made: Int

    private static let phonePlace = "PPPPPPPPPPP"
    private static let idPlace = "IIIIIIIIIIII"
    private static let signaturePlace = String(repeating: "S", count: 64)

    /// Prepares to make messages.
    ///
    /// - Parameter skipping: how many another mint has made of the same guests.
    init(
        _ guests: Guests,
        hotel: BenchHotel,
        port: Int,
        phoneNumberID: String = BenchHotel.phoneNumberID,
        skipping: Int = 0
    ) throws(BenchError) {
        self.guests = guests
        made = skipping
        knownGuests = hotel.knownGuests
        let body = """
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":\
            {"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":\
            "\(phoneNumberID)"},"contacts":[{"profile":{"name":"Sheena Nelson"},"wa_id":"\(Self.phonePlace)"}],\
            "messages":[{"from":"\(Self.phonePlace)","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ\(Self.idPlace)",\
            "timestamp":"\(Int(Date().timeIntervalSince1970))","type":"text","text":{"body":\
            "Hello! What time is breakfast served tomorrow, and is there something without gluten?"}}]},\
            "field":"messages"}]}]}
            """
        let head = [
            "POST /webhooks/whatsapp HTTP/1.1", "Host: 127.0.0.1:\(port)", "User-Agent: facebookexternalua",
            "Content-Type: application/json", "X-Hub-Signature-256: sha256=\(Self.signaturePlace)",
            "Content-Length: \(body.utf8.count)", "", "",
        ].joined(separator: "\r\n")
        let text = head + body
        template = Array(text.utf8)
        bodyStart = head.utf8.count
        phonesAt = text.ranges(of: Self.phonePlace).map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) }
        guard let id = text.firstRange(of: Self.idPlace), let signature = text.firstRange(of: Self.signaturePlace)
        else {
            throw BenchError("the template has lost its places")
        }
        idAt = text.utf8.distance(from: text.startIndex, to: id.lowerBound)
        signatureAt = text.utf8.distance(from: text.startIndex, to: signature.lowerBound)
    }

    /// The length of one message's body, in bytes.
    var bodyLength: Int { template.count - bodyStart }

    /// The next message as a whole HTTP request.
    mutating func next() -> [UInt8] {
        var request = template
        let phone =
            guests == .known
            ? BenchHotel.phone(known: made % knownGuests) : BenchHotel.phone(stranger: made)
        for place in phonesAt { Self.write(phone.utf8, into: &request, at: place) }
        let number = String(made)
        Self.write(String(repeating: "0", count: 12 - number.utf8.count).utf8, into: &request, at: idAt)
        Self.write(number.utf8, into: &request, at: idAt + 12 - number.utf8.count)
        let digits = Array("0123456789abcdef".utf8)
        var place = signatureAt
        for byte in HMAC<SHA256>.authenticationCode(for: request[bodyStart...], using: key) {
            request[place] = digits[Int(byte >> 4)]
            request[place + 1] = digits[Int(byte & 15)]
            place += 2
        }
        made += 1
        return request
    }

    private static func write(_ text: some Sequence<UInt8>, into request: inout [UInt8], at place: Int) {
        var place = place
        for byte in text {
            request[place] = byte
            place += 1
        }
    }
}
