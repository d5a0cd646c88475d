/// What the house concierge says to courtesies.
enum HouseCourtesies {
    /// The answer to a courtesy; the greeting for one without words of its own.
    static func text(for intent: String) -> Localised {
        texts[intent] ?? greeting
    }

    private static let texts: [String: Localised] = [
        "greeting": greeting, "thanks": thanks, "goodbye": goodbye, "about.assistant": about,
    ]

    private static let greeting = Localised(
        en: "Hello! How can I help you?",
        es: "¡Hola! ¿En qué puedo ayudarle?",
        de: "Hallo! Wie kann ich Ihnen helfen?",
        fr: "Bonjour ! Comment puis-je vous aider ?",
        it: "Salve! Come posso aiutarla?",
        pt: "Olá! Em que posso ajudar?"
    )
    private static let thanks = Localised(
        en: "You're very welcome!",
        es: "¡Con mucho gusto!",
        de: "Sehr gern geschehen!",
        fr: "Avec grand plaisir !",
        it: "Prego, con piacere!",
        pt: "De nada, com todo o gosto!"
    )
    private static let goodbye = Localised(
        en: "Goodbye, and all the best!",
        es: "¡Hasta pronto y que le vaya muy bien!",
        de: "Auf Wiedersehen und alles Gute!",
        fr: "Au revoir et à bientôt !",
        it: "Arrivederci e a presto!",
        pt: "Até breve e tudo de bom!"
    )
    private static let about = Localised(
        en: "I'm the hotel's digital concierge. If you'd rather write with a person, just say so.",
        es: "Soy el conserje digital del hotel. Si prefiere escribir con una persona, dígamelo.",
        de:
            "Ich bin der digitale Concierge des Hotels. Wenn Sie lieber mit einem Menschen schreiben, sagen Sie es einfach.",
        fr: "Je suis le concierge numérique de l'hôtel. Si vous préférez une personne, dites-le-moi simplement.",
        it: "Sono il concierge digitale dell'hotel. Se preferisce una persona, me lo dica pure.",
        pt: "Sou o concierge digital do hotel. Se preferir falar com uma pessoa, diga-me."
    )
}
