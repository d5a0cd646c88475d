/// What this program is called and which one it is.
enum Version {
    static let name = "concierge"
    static let number = "0.1.0"
}
