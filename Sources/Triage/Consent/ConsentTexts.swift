package import Domain

/// What guests are told when they end text messages, and when they allow them again.
package enum ConsentTexts {
    /// The words for a wish in the language of a tag, English where there are none.
    package static func text(_ wish: ConsentChange.Wish, language tag: String) -> String {
        let base = tag.prefix { $0 != "-" }.lowercased()
        let texts = wish == .optOut ? ended : allowed
        return texts[base] ?? texts["en"] ?? ""
    }

    // START stays as it is: it is the word that is understood.
    private static let ended = [
        "en": "{hotel}: you will receive no more text messages from us. Reply START to receive them again.",
        "es": "{hotel}: ya no recibirá más mensajes de texto nuestros. Responda START para volver a recibirlos.",
        "fr": "{hotel} : vous ne recevrez plus de SMS de notre part. Répondez START pour en recevoir à nouveau.",
        "de": "{hotel}: Sie erhalten keine SMS mehr von uns. Antworten Sie START, um wieder welche zu erhalten.",
        "it": "{hotel}: non riceverà più SMS da noi. Risponda START per riceverli di nuovo.",
        "pt": "{hotel}: não receberá mais SMS nossos. Responda START para voltar a recebê-los.",
        "nl": "{hotel}: u ontvangt geen sms-berichten meer van ons. Antwoord START om ze weer te ontvangen.",
    ]
    private static let allowed = [
        "en": "{hotel}: you will receive our text messages again. Reply STOP to end them.",
        "es": "{hotel}: volverá a recibir nuestros mensajes de texto. Responda STOP para dejar de recibirlos.",
        "fr": "{hotel} : vous recevrez à nouveau nos SMS. Répondez STOP pour ne plus en recevoir.",
        "de": "{hotel}: Sie erhalten wieder SMS von uns. Antworten Sie STOP, um keine mehr zu erhalten.",
        "it": "{hotel}: riceverà di nuovo i nostri SMS. Risponda STOP per non riceverne più.",
        "pt": "{hotel}: voltará a receber os nossos SMS. Responda STOP para deixar de os receber.",
        "nl": "{hotel}: u ontvangt weer sms-berichten van ons. Antwoord STOP om ze te beëindigen.",
    ]
}
