import Foundation

/// The body of a send, as lenient as the checks after it need.
struct GraphSend: Decodable {
    struct Text: Decodable {
        var body: String?
    }

    var messagingProduct: String?
    var to: String?
    var recipient: String?
    var type: String?
    var text: Text?
    var opaque: String?
    var status: String?

    enum CodingKeys: String, CodingKey {
        case messagingProduct = "messaging_product"
        case to, recipient, type, text
        case opaque = "biz_opaque_callback_data"
        case status
    }

    /// What Meta would find wrong with it; nil when nothing.
    var problem: GraphProblem? {
        guard messagingProduct == "whatsapp" else {
            return GraphProblem(code: 100, message: "(#100) The parameter messaging_product is required.")
        }
        if status != nil { return nil }
        if let to {
            guard !to.isEmpty, to.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "+") }) else {
                return GraphProblem(code: 131_009, message: "(#131009) Parameter value is not valid: to")
            }
        } else if recipient?.isEmpty != false {
            return GraphProblem(code: 131_008, message: "(#131008) Required parameter is missing: to")
        }
        if type ?? "text" == "text" {
            guard let body = text?.body, !body.isEmpty else {
                return GraphProblem(code: 131_008, message: "(#131008) Required parameter is missing: text.body")
            }
            guard body.utf16.count <= 4096 else {
                return GraphProblem(
                    code: 100,
                    message: "(#100) Param text['body'] must be at most 4096 characters long."
                )
            }
        }
        return nil
    }

    /// The guest's phone, digits only.
    var toDigits: String? { to.map { $0.filter(\.isNumber) } }
}

/// An error as the Graph API words it.
struct GraphProblem: Encodable {
    struct Body: Encodable {
        var message: String
        var type = "OAuthException"
        var code: Int
        var fbtrace_id = "EMULATED"
    }

    var status: Int
    var error: Body

    init(status: Int = 400, code: Int, message: String) {
        self.status = status
        error = Body(message: message, code: code)
    }

    enum CodingKeys: String, CodingKey {
        case error
    }
}

/// What the Graph API answers to a message it took.
struct GraphAcceptance: Encodable {
    struct Contact: Encodable {
        var input: String
        var wa_id: String?
    }

    struct Message: Encodable {
        var id: String
    }

    var messaging_product = "whatsapp"
    var contacts: [Contact]
    var messages: [Message]

    init(id: String?, to: String?, recipient: String?) {
        contacts = [Contact(input: to ?? recipient ?? "", wa_id: to)]
        messages = id.map { [Message(id: $0)] } ?? []
    }
}

/// What the Graph API answers to a read receipt or a typing sign.
struct GraphSuccess: Encodable {
    var success = true
}
