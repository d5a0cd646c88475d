import Domain
import Foundation
import StrictJSON

/// One element of `statuses[]`, read.
struct WhatsAppStatus {
    var id: String
    var deliveryID: DeliveryID?
    var state: DeliveryState
    var occurredAt: Date?
    var errorCode: String?
    var errorTitle: String?

    /// Reads a status; an unknown one is an error, so that it is set aside and seen rather than taken for another.
    init(_ status: JSONValue) throws(WhatsAppItemError) {
        guard let id = status["id"]?.nonEmptyString else { throw WhatsAppItemError("a status without an id") }
        guard let word = status["status"]?.string else { throw WhatsAppItemError("a status without a status") }
        self.id = id
        switch word {
        case "sent": state = .sent
        case "delivered": state = .delivered
        case "read", "played": state = .read
        case "failed": state = .failed
        default: throw WhatsAppItemError("an unknown status")
        }
        deliveryID = status["biz_opaque_callback_data"]?.string.flatMap { DeliveryID($0) }
        occurredAt = WhatsAppTime.date(status["timestamp"])
        let error = status["errors"]?.array?.first
        errorCode = error?["code"]?.integer.map(String.init)
        errorTitle = error?["title"]?.string ?? error?["message"]?.string
    }
}
