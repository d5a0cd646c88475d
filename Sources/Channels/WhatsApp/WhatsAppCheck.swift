import AsyncHTTPClient
import Domain
import NIOHTTP1
import StrictJSON

/// Asks the Cloud API for the phone number itself, which it tells only to who may send from it.
struct WhatsAppCheck: Sendable {
    let httpClient: HTTPClient
    let graphURL: String

    func check(
        address: String,
        credentials: EndpointCredentials?,
        deadline: ContinuousClock.Instant
    ) async -> CredentialsCheck {
        guard let token = credentials?.accessToken, WhatsAppSender.isUsable(token: token) else {
            return .failed(.noCredentials, code: nil)
        }
        guard WhatsAppSender.isUsable(number: address) else { return .failed(.unknownAddress, code: nil) }
        let call = ProviderCall(
            method: .GET,
            url: "\(graphURL)/\(address)?fields=id",
            headers: [("authorization", "Bearer \(token)")],
            body: []
        )
        guard case .answered(let status, _, let body) = await call.perform(by: httpClient, deadline: deadline) else {
            return .failed(.unreachable, code: nil)
        }
        return Self.verdict(status, body, address: address)
    }

    static func verdict(_ status: Int, _ body: [UInt8], address: String) -> CredentialsCheck {
        let root = try? JSONDocument(body).root
        let error = root?["error"]
        if (200..<300).contains(status), error == nil {
            return root?["id"]?.string == address ? .works : .failed(.unreachable, code: nil)
        }
        let number = error?["code"]?.integer
        let code = number.map(String.init) ?? "http_\(status)"
        switch number.flatMap({ WhatsAppErrorTable.class(of: $0) }) {
        case .throttledEndpoint, .throttledRecipient: return .failed(.throttled, code: code)
        case .account: return .failed(.refused, code: code)
        default: break
        }
        switch status {
        case 401, 403: return .failed(.refused, code: code)
        // An object that is not there and one that the token may not see are told alike.
        case 400, 404: return .failed(error == nil ? .unreachable : .unknownAddress, code: code)
        case 429: return .failed(.throttled, code: code)
        default: return .failed(.unreachable, code: code)
        }
    }
}
