import Language
import Testing

@Suite("Danger and the wish for a person, in twenty languages")
struct PeopleReadingTests {
    @Test("Danger is recognised, with its sort and its language", arguments: PeopleSayings.dangers)
    func danger(text: String, danger: Danger, language: SpokenLanguage) {
        let reading = PeopleReading(text)
        #expect(reading.danger == danger)
        #expect(reading.languages.contains(language))
    }

    @Test("What only sounds like danger is none", arguments: PeopleSayings.harmless)
    func harmless(text: String) {
        #expect(PeopleReading(text).danger == nil)
    }

    @Test("Harmless words beside danger take nothing back", arguments: PeopleSayings.dangersAmongHarmlessWords)
    func dangerAmongHarmlessWords(text: String, danger: Danger) {
        #expect(PeopleReading(text).danger == danger)
    }

    @Test("Danger is recognised in other words, too", arguments: PeopleSayings.dangersInOtherWords)
    func dangerInOtherWords(text: String, danger: Danger) {
        #expect(PeopleReading(text).danger == danger)
    }

    @Test("Words of every day, and danger that is said not to be, alarm nobody", arguments: PeopleSayings.everydayWords)
    func everyday(text: String) {
        #expect(PeopleReading(text).danger == nil)
    }

    @Test("What a guest in danger was told raises no alarm when it is quoted", arguments: SpokenLanguage.allCases)
    func quoted(language: SpokenLanguage) {
        for danger in Danger.allCases {
            let words = SafeWords.text(danger, language)
            #expect(PeopleReading(words).danger == nil, "\(words)")
            #expect(PeopleReading("> " + words + "\n\nok!").danger == nil, "\(words)")
            #expect(PeopleReading(words + "\nFire! The curtain is on fire").danger == .fire)
        }
    }

    @Test("Who does not want a person is sent none", arguments: PeopleSayings.noWishesEither)
    func noWishEither(text: String) {
        #expect(!PeopleReading(text).wantsPerson)
    }

    @Test(
        "A no to a machine, and the question when or why not, ask for a person",
        arguments: PeopleSayings.wishesAllTheSame
    )
    func wishAllTheSame(text: String, language: SpokenLanguage) {
        #expect(PeopleReading(text).wantsPerson)
        #expect(PeopleReading(text).languages.first == language)
    }

    @Test("A person is asked for", arguments: PeopleSayings.wishes)
    func wish(text: String, language: SpokenLanguage) {
        let reading = PeopleReading(text)
        #expect(reading.wantsPerson)
        #expect(reading.languages.first == language)
        #expect(reading.danger == nil)
    }

    @Test("Naming people, desks and machines is not asking for a person", arguments: PeopleSayings.noWishes)
    func noWish(text: String) {
        #expect(!PeopleReading(text).wantsPerson)
    }

    @Test("Every language has words for every kind of need")
    func completeness() {
        for language in SpokenLanguage.allCases {
            for danger in Danger.allCases { #expect(!PeopleBook.notation(danger, language).isEmpty) }
            #expect(!PeopleBook.wishes(language).isEmpty)
        }
    }

    @Test("Capitals, accents left out, marks and company do not hide it")
    func disguises() {
        #expect(PeopleReading("FIRE!!!! HELP").danger == .fire)
        #expect(PeopleReading("hi, nice hotel. by the way: my wife can't breathe").danger == .medical)
        #expect(PeopleReading("incendio en la habitacion 412").danger == .fire)
        #expect(PeopleReading("thanks for the towels. i want to TALK to a HUMAN").wantsPerson)
    }

    @Test("Of several dangers the fire comes first, and danger comes before the wish for a person")
    func order() {
        let reading = PeopleReading("There is a fire and she can't breathe, let me talk to a human")
        #expect(reading.danger == .fire)
        #expect(reading.wantsPerson)
    }

    @Test("Ten thousand pictures, one endless word and nothing at all are read")
    func extremes() {
        for text in [String(repeating: "🔥", count: 10_000), String(repeating: "a", count: 100_000), "", "…", "\u{0}"] {
            let reading = PeopleReading(text)
            #expect(reading.danger == nil && !reading.wantsPerson)
        }
    }
}
