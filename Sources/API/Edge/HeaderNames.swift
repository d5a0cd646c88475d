import HTTPTypes

extension HTTPField.Name {
    /// Headers that the HTTP types' own list lacks. The names are constant and valid; the fallback is never reached.
    static let xRequestID = HTTPField.Name("X-Request-Id") ?? .trailer
    static let forwarded = HTTPField.Name("Forwarded") ?? .trailer
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For") ?? .trailer
}
