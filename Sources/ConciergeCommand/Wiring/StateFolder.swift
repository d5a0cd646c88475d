import Foundation

/// Where `dev` keeps what it generated, so that a second run finds what the first one sealed.
struct StateFolder {
    let path: String

    /// The key secrets are sealed with, in base64; made at the first call.
    func secretsKey() throws -> String {
        let file = URL(filePath: path).appending(path: "secrets.key")
        if let kept = try? String(contentsOf: file, encoding: .utf8) { return kept.trimming(" \n") }
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // The system's own generator, fit for keys.
        var random = SystemRandomNumberGenerator()
        let key = Data((0..<32).map { _ in random.next() as UInt8 }).base64EncodedString()
        guard
            FileManager.default.createFile(
                atPath: file.path,
                contents: Data(key.utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw ProgramError("the state folder \(path) cannot be written") }
        return key
    }
}
