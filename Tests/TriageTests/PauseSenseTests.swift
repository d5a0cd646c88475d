import Testing
import Triage

@Suite struct PauseSenseTests {
    @Test(
        arguments: [
            ("Hi", .greeting), ("Good morning!", .greeting), ("Buenas tardes", .greeting), ("Guten Abend", .greeting),
            ("Bonjour", .greeting), ("Buongiorno", .greeting), ("Boa noite", .greeting), ("Goedemorgen", .greeting),
            ("Здравствуйте", .greeting),
            ("Could I get", .dangling), ("I need two towels and", .dangling), ("the room is cold,", .dangling),
            ("Necesito dos toallas y", .dangling), ("Ich hätte gern zwei Handtücher und", .dangling),
            ("Je voudrais", .dangling), ("Vorrei", .dangling), ("Preciso de", .dangling), ("Ik wil", .dangling),
            ("Мне нужно", .dangling),
            ("two", .fragment), ("412", .fragment), ("zwei", .fragment), ("deux", .fragment),
            ("towels", .short), ("late checkout", .short),
            ("Where is the gym?", .explicit), ("Two towels to 412 please", .explicit), ("That's all", .explicit),
            ("Eso es todo", .explicit), ("Zwei Handtücher bitte", .explicit), ("c'est tout", .explicit),
            ("Grazie", .explicit), ("Obrigada", .explicit), ("👍", .explicit),
            ("we are four people arriving late tonight", .plain), ("火事です", .plain), ("…", .plain), ("", .plain),
        ] as [(String, PauseSense.Ending)]
    )
    func `The end of a message tells whether more is to come`(text: String, ending: PauseSense.Ending) {
        #expect(PauseSense(text).ending == ending)
    }

    @Test(arguments: [
        "Thanks", "ok thanks", "👍", "Danke schön", "Merci beaucoup!", "vale, gracias", "Спасибо", "perfetto grazie",
    ])
    func `Thanks and approval are an aside`(text: String) {
        #expect(PauseSense(text).isAside)
    }

    @Test(arguments: [
        "Thanks, and two towels", "ok but where is it?", "no", "Hi", "", "not ok", "Danke, aber nein", "stop",
    ])
    func `Whatever says more than thanks is none`(text: String) {
        #expect(!PauseSense(text).isAside)
    }

    @Test func `Ten thousand pictures are read as quickly as a word`() {
        #expect(PauseSense(String(repeating: "🎉", count: 10_000)).ending == .plain)
    }
}
