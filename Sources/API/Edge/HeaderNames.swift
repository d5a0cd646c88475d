import HTTPTypes

extension HTTPField.Name {
    /// Headers that the HTTP types' own list lacks. The names are constant and valid; the fallback is never reached.
    static let xRequestID = HTTPField.Name("X-Request-Id") ?? .trailer

    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .trailer

    static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .trailer

    /// What proxies say about whom they speak for; any of them tells that the caller is not the other end.
    static let forwarding = [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP",
    ]
    .compactMap { HTTPField.Name($0) }
}
