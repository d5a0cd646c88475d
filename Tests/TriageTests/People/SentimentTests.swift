import Testing
import Triage

@Suite("How a guest feels")
struct SentimentTests {
    @Test(
        "Anger goes below −0.5, in six languages",
        arguments: [
            "This is unacceptable!!", "I am FURIOUS, the worst hotel ever", "Absolutely disgusting room 😡",
            "The neighbours are still loud, nobody came, I'm so angry!", "Thanks, but this is unacceptable",
            "Esto es inaceptable", "¡Qué vergüenza, estoy furioso!", "Das ist eine Frechheit",
            "Ich bin stinksauer, nie wieder!",
            "C'est inacceptable", "Je suis furieux, c'est une honte", "È inaccettabile", "Che schifo, sono arrabbiato!",
            "Isto é inaceitável", "Estou farto, que vergonha", "🤬🤬",
        ]
    )
    func anger(text: String) {
        #expect(Sentiment(text).score < -0.5)
    }

    @Test(
        "Displeasure is below zero, and above −0.5",
        arguments: [
            "I'm a bit disappointed", "The room is dirty", "estoy decepcionado", "Ich bin unzufrieden", "Je suis déçu",
            "sono deluso",
        ]
    )
    func displeasure(text: String) {
        #expect((-0.5..<0).contains(Sentiment(text).score))
    }

    @Test(
        "Content is above zero",
        arguments: [
            "Thanks!", "Love this place 😍", "Muchas gracias, todo perfecto", "Vielen Dank, wunderbar", "Merci, parfait",
            "Grazie, ottimo", "Obrigada",
        ]
    )
    func content(text: String) {
        #expect(Sentiment(text).score > 0)
    }

    @Test(
        "Plain matters tell nothing",
        arguments: [
            "Can I leave my stuff at reception?", "Mr Hartmann, room 412", "Hartelijk dank!",
            "We haven't had enough towels in the room", "The weather is horrible today",
            "Horrible weather, is the pool open?",
            "La stufa non si accende", "Is the robe for sale?", "Das Licht in dem Bad ist an",
            "When is breakfast?", "towels to 412", "", "TWO TOWELS PLEASE NOW", "¿A qué hora?", "!!!",
        ]
    )
    func plain(text: String) {
        #expect(Sentiment(text).score == 0)
    }

    @Test("However much is said, it stays between −1 and 1")
    func bounds() {
        #expect(Sentiment(String(repeating: "furious ", count: 500)).score == -1)
        #expect(Sentiment(String(repeating: "😍", count: 5000)).score == 1)
    }
}
