package import Domain

/// Meta's error codes, sorted by what they mean for the next step. Data: Meta changes them; the same codes come in
/// answers to a send and in failed statuses.
package enum WhatsAppErrorTable {
    /// The least pause after Meta said that one recipient gets too many.
    package static let recipientPause = Duration.seconds(6)

    /// The class of a code; nil when the table does not know it.
    package static func `class`(of code: Int) -> SendFailure.Class? {
        if let known = classes[code] { return known }
        // The whole block is about permissions.
        return (200...299).contains(code) ? .account : nil
    }

    private static let classes: [Int: SendFailure.Class] = {
        var classes: [Int: SendFailure.Class] = [:]
        for (failureClass, codes) in table {
            for code in codes { classes[code] = failureClass }
        }
        return classes
    }()

    private static let table: [(SendFailure.Class, [Int])] = [
        // Meta's own trouble, maintenance included.
        (.transient, [1, 2, 131_000, 131_016, 131_057]),
        // The app, the account or the number sends too fast.
        (.throttledEndpoint, [4, 80_007, 130_429]),
        // Too many to this one recipient.
        (.throttledRecipient, [131_056]),
        // More than 24 hours since the guest wrote.
        (.windowClosed, [470, 131_047]),
        // Not on WhatsApp, ourselves, not on the list of a test number, opted out.
        (.recipient, [131_021, 131_026, 131_030, 131_050]),
        // Meta shields the guest from more just now: trying again within a day makes it worse.
        (.permanent, [130_472, 131_049]),
        // Templates, then parameters and media.
        (.content, [132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016, 132_068, 132_069]),
        (.content, [100, 131_008, 131_009, 131_051, 131_052, 131_053]),
        // Token, permissions, payment, quality, registration, country.
        (
            .account,
            [
                0, 3, 10, 190, 368, 130_497, 131_005, 131_031, 131_042, 131_045, 131_048, 133_010,
            ]
        ),
    ]
}
