/// Words that turn what follows them into its opposite: "no fire", "please do not call the police".
///
/// They count right before what is said, in the same part of a sentence. Where that may still be a cry for help ("oh no
/// fire", "why not call the police", "still no ambulance") they do not.
enum Negations {
    /// Whether a danger that was found is one that is not there, or help that is not wanted.
    static func deny(_ danger: Danger, _ language: SpokenLanguage, at range: Range<Int>, in tokens: [Token]) -> Bool {
        switch danger {
        // Much of it is said with a "no": "no pulse", "no doctor yet". What is harmless of that is written out.
        case .medical: return false
        case .security where range.count == 1: return false
        case .security, .fire, .flood, .other: break
        }
        if isDenied(language, before: range.lowerBound, in: tokens) { return true }
        guard danger == .fire || danger == .flood, let within = nones[language] else { return false }
        guard let place = skip(fillers, 3, before: range.upperBound - 1, in: tokens) else { return false }
        return place > range.lowerBound && within.contains(tokens[place].text)
    }

    /// Whether a wish for a person that was found is the wish for none.
    ///
    /// "Why can't I talk to a person?" asks for one, and so does whoever does not want a machine.
    static func denyWish(_ language: SpokenLanguage, at range: Range<Int>, in tokens: [Token]) -> Bool {
        guard let denials = denials[language], let last = tokens[range].last else { return false }
        guard !machines.contains(where: last.text.hasPrefix) else { return false }
        let clause = tokens[range.lowerBound].clause
        guard !tokens.contains(where: { $0.clause == clause && abilities.contains($0.text) }) else { return false }
        guard let place = skip(wanting, 3, before: range.lowerBound, in: tokens) else { return false }
        return denials.contains(tokens[place].text)
    }

    typealias Token = GuestTokens.Token

    private static func isDenied(_ language: SpokenLanguage, before start: Int, in tokens: [Token]) -> Bool {
        guard let denials = denials[language], !limits.contains(tokens[start].text) else { return false }
        guard let place = skip(fillers, 3, before: start, in: tokens), denials.contains(tokens[place].text) else {
            return false
        }
        guard place > 0, tokens[place - 1].sentence == tokens[place].sentence else { return true }
        return !exclamations.contains(tokens[place - 1].text)
    }

    /// The nearest word before a place that is not to be skipped, if it belongs to the same part of the sentence.
    private static func skip(_ words: Set<String>, _ most: Int, before start: Int, in tokens: [Token]) -> Int? {
        var place = start - 1
        while place >= 0, start - 1 - place < most, words.contains(tokens[place].text) { place -= 1 }
        return place >= 0 && tokens[place].clause == tokens[start].clause ? place : nil
    }

    private static func set(_ words: String) -> Set<String> {
        Set(words.split(separator: " ").map { GuestTokens.fold(String($0)) })
    }

    private static let denials: [SpokenLanguage: Set<String>] = [
        .en: "no not dont doesnt didnt isnt arent wasnt without never", .es: "no sin ni nunca nao non",
        .de: "kein keine keinen keiner nicht ohne nie niemandem", .fr: "pas sans aucun aucune ni",
        .it: "non senza nessun nessuna nao", .pt: "nao sem nem nenhum nenhuma non", .nl: "geen niet zonder",
        .pl: "nie bez", .sv: "inte ingen inget utan", .ru: "не нет без", .uk: "не немає нема без",
        .el: "δεν δε χωρίς όχι μη μην",
    ].mapValues(set)

    /// Words for "none" that may stand within, before the last word: "there is no fire".
    private static let nones: [SpokenLanguage: Set<String>] = [
        .en: "no", .es: "ningun ninguna", .de: "kein keine keinen", .fr: "aucun aucune pas", .it: "nessun nessuna",
        .pt: "nenhum nenhuma", .nl: "geen", .sv: "ingen inget", .ru: "нет",
    ].mapValues(set)

    /// Words that may stand between a "no" and what it denies: articles, "there is".
    private static let fillers = set(
        """
        a an the any d de du la le l un une el una uno um uma o ein eine die der das een het en hay ha c e ci is y se \
        houve there er det это це
        """
    )
    /// "Not only smoke" denies nothing.
    private static let limits = set("only just nur solo seulement alleen bara только")
    /// Before these a "no" is a cry or a question.
    private static let exclamations = set("oh omg help god why que warum pourquoi perche porque waarom")
    /// Words of wanting, between a "no" and the wish.
    private static let wanting = set(
        """
        want wanna wish like need to would do does please have quiero queremos necesito deseo quisiera mochte will wollen \
        brauche muss veux voudrais souhaite voulons besoin de d voglio vorrei quero preciso desejo wil hoef hoeven chce \
        chcemy vill хочу хотим надо нужно треба θέλω να
        """
    )
    /// Words of being able to: with a "no" they ask for what they name.
    private static let abilities = set(
        """
        can cant cannot could couldnt why kann konnen konnte warum peux peut puis pouvons pourquoi puedo podemos porque \
        posso possiamo perche podemos kan kunnen waarom moge mozna czemu dlaczego varfor могу можно почему можу можна \
        чому μπορώ γιατί
        """
    )
    private static let machines = [
        "bot", "robo", "machin", "maschin", "computer", "chatbot", "ai", "maquin", "maskin", "ρομποτ", "μηχαν", "бот",
        "робот", "машин",
    ]
}
