import Foundation

/// Ports of this machine that nobody listens on.
enum Ports {
    /// One the system chose; it stays free unless somebody else asks for it by number.
    static func free() throws -> Int {
        let listener = try StreamSocket()
        return try listener.bindToLoopback()
    }
}
