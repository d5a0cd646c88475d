/// A guest's message that ends, or allows again, what the hotel sends to the number it came from.
package struct ConsentChange: Sendable, Hashable, Codable {
    /// What the guest wants.
    package enum Wish: String, Sendable, Codable, CaseIterable {
        /// Nothing more may be sent to this number.
        case optOut = "opt_out"
        /// It may be written to again.
        case optIn = "opt_in"
    }

    /// What the guest wants.
    package var wish: Wish
    /// What the guest is told, once; `{hotel}` stands for the hotel's name.
    package var confirmation: String

    /// Names every part.
    package init(_ wish: Wish, confirmation: String) {
        self.wish = wish
        self.confirmation = confirmation
    }
}
