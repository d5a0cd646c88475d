/// A country's calling code, and what its people dial before a number at home but not from abroad.
package struct CallingCode: Sendable, Hashable {
    /// One to three digits, without a plus.
    package let digits: String

    /// Reads `49`, `+49` or `0049`; nil when it is no calling code.
    package init?(_ text: String) {
        let bare =
            text.hasPrefix("+") ? text.dropFirst() : text.hasPrefix("00") ? text.dropFirst(2) : Substring(text)
        guard (1...3).contains(bare.utf8.count), bare.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            !bare.hasPrefix("0")
        else { return nil }
        digits = String(bare)
    }

    /// What is dialled before a national number and left out of the international one. Most countries use 0.
    ///
    /// Italy and its neighbours, Ivory Coast and the Republic of the Congo keep their leading zero.
    package var trunkPrefix: String {
        switch digits {
        case "1": "1"
        case "7": "8"
        case "36": "06"
        case "39", "378", "379", "225", "242": ""
        default: "0"
        }
    }

    /// The digits after the plus for a number as it is dialled within the country.
    func international(fromNational number: String) -> String {
        let subscriber = hasTrunkPrefix(number) ? String(number.dropFirst(trunkPrefix.count)) : number
        return digits + subscriber
    }

    /// Where the prefix could also begin a number, the length tells: these plans have ten digits.
    private func hasTrunkPrefix(_ number: String) -> Bool {
        guard !trunkPrefix.isEmpty, number.hasPrefix(trunkPrefix) else { return false }
        return digits == "1" || digits == "7" ? number.count == 11 : true
    }
}
