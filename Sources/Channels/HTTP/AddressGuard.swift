import Domain

/// Tells addresses of the public internet from those that only somebody inside can mean.
///
/// An address that a customer may set is one that a stranger may choose: without this a message to
/// `http://169.254.169.254/` would be our own machine asking its cloud for secrets.
package enum AddressGuard {
    /// Whether an IP address, as the system writes it, may be spoken to from inside on a stranger's word. What cannot
    /// be read may not.
    package static func isPublic(_ text: String) -> Bool {
        guard let bytes = IPAddress(text)?.bytes else { return false }
        return bytes.count == 4 ? isPublicV4(bytes) : isPublicV6(bytes)
    }

    private static func isPublicV4(_ a: [UInt8]) -> Bool {
        switch (a[0], a[1], a[2]) {
        case (0, _, _), (10, _, _), (127, _, _): false
        case (100, 64...127, _): false  // carriers' own
        case (169, 254, _): false  // link-local, and clouds' metadata
        case (172, 16...31, _), (192, 168, _): false
        case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113): false
        case (192, 88, 99): false
        case (198, 18...19, _): false
        case (224..., _, _): false  // multicast, reserved, broadcast
        default: true
        }
    }

    private static func isPublicV6(_ a: [UInt8]) -> Bool {
        // Addresses of the old kind in the new: NAT64 and 6to4; mapped ones were read as what they are.
        if a[0..<4] == [0x00, 0x64, 0xFF, 0x9B], a[4..<12].allSatisfy({ $0 == 0 }) {
            return isPublicV4(Array(a[12...]))
        }
        if a[0] == 0x20, a[1] == 0x02 { return isPublicV4(Array(a[2..<6])) }
        // Of what is left only 2000::/3 is the public internet; within it Teredo, documentation and the like are not.
        guard a[0] & 0xE0 == 0x20 else { return false }
        if a[0] == 0x20, a[1] == 0x01, a[2] < 0x02 || (a[2] == 0x0D && a[3] == 0xB8) { return false }
        return !(a[0] == 0x3F && a[1] == 0xFF && a[2] < 0x10)
    }
}
