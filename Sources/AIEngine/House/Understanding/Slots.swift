import Language

/// Finds the particulars of a request: which room, how many, when.
enum Slots {
    /// The room the guest named, as `412` or `12B`.
    static func room(in tokens: [GuestTokens.Token]) -> (room: String, range: Range<Int>)? {
        for (index, token) in tokens.enumerated() where roomWords.contains(token.text) {
            var next = index + 1
            while next < tokens.count, roomFillers.contains(tokens[next].text), next < index + 4 { next += 1 }
            if next < tokens.count, tokens[next].sentence == token.sentence, isRoom(tokens[next].text, least: 1) {
                return (tokens[next].text.uppercased(), index..<next + 1)
            }
        }
        for (index, token) in tokens.enumerated() where isRoom(token.text, least: 3) {
            let isAlone = tokens.count == 1
            let before = index > 0 ? tokens[index - 1].text : ""
            let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
            let isLast = index == tokens.count - 1 || tokens[index + 1].clause != token.clause
            if isAlone || (roomPrepositions.contains(before) && !units.contains(after))
                || ((isLast || hereWords.contains(after)) && isStart(tokens, index))
            {
                return (token.text.uppercased(), index..<index + 1)
            }
        }
        return nil
    }

    /// How many of the thing at `range` the guest wants; looks before it, then behind it.
    static func quantity(
        of range: Range<Int>,
        in tokens: [GuestTokens.Token],
        taken: (Int) -> Bool
    ) -> Int? {
        var index = range.lowerBound - 1
        while index >= max(0, range.lowerBound - 4), !taken(index), !conjunctions.contains(tokens[index].text) {
            guard tokens[index].sentence == tokens[range.lowerBound].sentence else { break }
            if let value = count(tokens[index].text) { return value }
            index -= 1
        }
        var next = range.upperBound
        if next < tokens.count, countFillers.contains(tokens[next].text) { next += 1 }
        guard next < tokens.count, !taken(next), let value = count(tokens[next].text, isArticleCounted: false) else {
            return nil
        }
        let after = next + 1
        if after < tokens.count {
            // "towels, 2 pillows" and "towels 2 hours ago": the number belongs to what follows it.
            if taken(after) || units.contains(tokens[after].text) { return nil }
            if after + 1 < tokens.count, taken(after + 1), tokens[after].sentence == tokens[next].sentence,
                !conjunctions.contains(tokens[after].text)
            {
                return nil
            }
        }
        return value
    }

    /// The time of day the guest named, as `06:30`.
    static func time(in tokens: [GuestTokens.Token]) -> String? {
        for (index, token) in tokens.enumerated() {
            let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
            let before = index > 0 ? tokens[index - 1].text : ""
            let isHour = timePrepositions.contains(before) || hourWords.contains(after)
            if let time = clock(token.text, half: after, isHour: isHour) { return time }
        }
        return nil
    }

    private static func clock(_ text: String, half: String, isHour: Bool) -> String? {
        var digits = text
        var suffix = half
        for ending in ["am", "pm", "uhr"] where digits.hasSuffix(ending) && digits.count > ending.count {
            digits.removeLast(ending.count)
            suffix = ending
        }
        let parts = digits.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "h" }
        guard let hour = parts.first.flatMap({ Int($0) }), parts.count <= 2 else { return nil }
        let isMarked = parts.count == 2 || isHour || ["am", "pm", "uhr"].contains(suffix)
        let minute = parts.count == 2 ? (parts[1].isEmpty ? 0 : Int(parts[1]) ?? 60) : 0
        guard isMarked, (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        var value = hour
        if suffix == "pm", hour < 12 { value += 12 }
        if suffix == "am", hour == 12 { value = 0 }
        return "\(value < 10 ? "0" : "")\(value):\(minute < 10 ? "0" : "")\(minute)"
    }

    /// The value of a number or number word a guest may mean as a count.
    static func count(_ text: String, isArticleCounted: Bool = true) -> Int? {
        let digits = text.hasSuffix("x") ? text.dropLast() : text.hasPrefix("x") ? text.dropFirst() : text[...]
        if let value = Int(digits) { return (1...50).contains(value) ? value : nil }
        if !isArticleCounted, articles.contains(text) { return nil }
        return numberWords[text]
    }

    private static func isRoom(_ text: String, least: Int) -> Bool {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count)
        return (least...4).contains(digits.count) && rest.count <= 1 && rest.allSatisfy { ("a"..."f").contains($0) }
    }

    /// Whether only greetings and such stand before a number: "Hi, 412 here".
    private static func isStart(_ tokens: [GuestTokens.Token], _ index: Int) -> Bool {
        index == 0 || tokens[index - 1].clause != tokens[index].clause
    }

    private static let roomWords: Set<String> = [
        "room", "rm", "#", "habitacion", "hab", "cuarto", "zimmer", "zimmernummer", "chambre", "camera", "stanza",
        "quarto",
    ]
    private static let roomFillers: Set<String> = [
        "number", "no", "nr", "is", "numero", "n", "es", "la", "nummer", "ist", "est", "e", "num", "#",
    ]
    private static let roomPrepositions: Set<String> = [
        "in", "to", "en", "a", "im", "auf", "nach", "alla", "na", "no", "au", "from", "for", "la", "para", "fur",
        "pour", "per",
    ]
    private static let countFillers: Set<String> = ["x", "maybe", "say", "about", "please", "like"]
    private static let hereWords: Set<String> = ["here", "aqui", "hier", "ici", "qui"]
    private static let timePrepositions: Set<String> = [
        "at", "um", "las", "a", "alle", "as", "by", "before", "until", "til",
    ]
    private static let hourWords: Set<String> = ["am", "pm", "uhr", "oclock", "h", "heures", "horas"]
    private static let conjunctions: Set<String> = ["and", "y", "und", "et", "e", "plus", "o", "or", "ou", "oder"]
    private static let articles: Set<String> = [
        "a", "an", "un", "una", "uno", "ein", "eine", "einen", "une", "um", "uma",
    ]
    private static let units: Set<String> = [
        "am", "pm", "uhr", "oclock", "h", "hour", "hours", "minutes", "minute", "min", "mins", "days", "day", "nights",
        "night",
        "people", "guests", "gaste", "huespedes", "ospiti", "hospedes", "invites", "pax", "adults", "kids", "times",
        "hora", "horas", "minutos", "stunden", "minuten", "heures", "ore",
        "minuti", "euro",
        "euros", "eur", "usd", "dollars", "personas", "personen", "personnes", "persone", "pessoas", "th", "nd", "rd",
        "st",
    ]
    private static let numberWords: [String: Int] = {
        let lists: [[String]] = [
            ["a", "an", "one", "un", "una", "uno", "ein", "eine", "einen", "eins", "une", "um", "uma", "another"],
            ["two", "couple", "pair", "dos", "par", "zwei", "paar", "deux", "due", "dois", "duas"],
            ["three", "few", "tres", "drei", "trois", "tre"],
            ["four", "cuatro", "vier", "quatre", "quattro", "quatro"],
            ["five", "cinco", "funf", "cinq", "cinque"],
            ["six", "seis", "sechs", "sei"],
            ["seven", "siete", "sieben", "sept", "sette", "sete"],
            ["eight", "ocho", "acht", "huit", "otto", "oito"],
            ["nine", "nueve", "neun", "neuf", "nove"],
            ["ten", "diez", "zehn", "dix", "dieci", "dez"],
        ]
        var words = [String: Int]()
        for (index, list) in lists.enumerated() {
            for word in list { words[word] = index + 1 }
        }
        words["dozen"] = 12
        return words
    }()
}
