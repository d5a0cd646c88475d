import Domain
import Testing

@testable import Triage

@Suite struct ConsentWordTests {
    @Test(arguments: [
        "STOP", "stop", " Stop. ", "STOP!", "\"STOP\"", "StopAll", "STOP ALL", "Unsubscribe", "CANCEL", "end", "Quit",
        "revoke", "OPTOUT", "opt-out", "Opt out", "ARRET", "Arrêt", "stop\n",
    ])
    func `Whoever writes this and nothing else wants no more`(text: String) {
        #expect(ConsentWord.wish(in: text) == .optOut)
    }

    @Test(arguments: ["START", "start", "Yes", "yes!", "UNSTOP", " unstop "])
    func `Whoever writes this may want messages again`(text: String) {
        #expect(ConsentWord.wish(in: text) == .optIn)
    }

    @Test(arguments: [
        "", " ", "please stop the noise next door", "stop it", "don't stop", "bus stop?", "cancel my dinner", "the end",
        "yes please", "start the car", "STOP 2", "2", "🛑", "STOP 🛑", "stop, it is too loud", "stopp", "ends", "no",
        "HELP", "INFO", String(repeating: "stop", count: 100), "STOP" + String(repeating: " ", count: 100),
    ])
    func `Everything else is a message`(text: String) {
        #expect(ConsentWord.wish(in: text) == nil)
    }

    @Test func `Every text names the hotel and the way back`() {
        for language in ["en", "es", "fr", "de", "it", "pt", "nl", "pt-BR", "tlh", ""] {
            let (ended, allowed) = (
                ConsentTexts.text(.optOut, language: language), ConsentTexts.text(.optIn, language: language)
            )
            #expect(ended.hasPrefix("{hotel}") && ended.contains("START"), "\(language)")
            #expect(allowed.hasPrefix("{hotel}") && allowed.contains("STOP"), "\(language)")
            // One part of a text message, with a name of forty characters: GSM-7 has 160.
            #expect(ended.count + 33 <= 160 && allowed.count + 33 <= 160, "\(language)")
        }
        #expect(ConsentTexts.text(.optOut, language: "pt-BR") == ConsentTexts.text(.optOut, language: "pt"))
        #expect(ConsentTexts.text(.optOut, language: "tlh") == ConsentTexts.text(.optOut, language: "en"))
    }
}
