/// What the house concierge says to courtesies and to danger.
enum HouseCourtesies {
    /// The answer to a courtesy; the greeting for one without words of its own.
    static func text(for intent: String) -> Localised {
        texts[intent] ?? greeting
    }

    /// The answer to an emergency. It gives no advice beyond getting to safety and calling for help.
    static func emergency(_ intent: String) -> Localised {
        switch intent {
        case "emergency.fire": fire
        case "emergency.medical": medical
        default: security
        }
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
    private static let fire = Localised(
        en:
            "If there is fire, smoke or gas: leave now by the nearest stairs, do not use the lift, and call the emergency "
            + "services (112 in Europe, 911 in North America). I have alerted our security team.",
        es: "Si hay fuego, humo o gas: salga ya por la escalera más cercana, no use el ascensor y llame a emergencias "
            + "(112 en Europa, 911 en América del Norte). He avisado a nuestro equipo de seguridad.",
        de:
            "Bei Feuer, Rauch oder Gas: Gehen Sie sofort über die nächste Treppe hinaus, nicht mit dem Aufzug, und rufen Sie "
            + "den Notruf (112 in Europa, 911 in Nordamerika). Unser Sicherheitsteam ist alarmiert.",
        fr:
            "En cas de feu, de fumée ou de gaz : sortez tout de suite par l'escalier le plus proche, sans ascenseur, et "
            + "appelez les secours (112 en Europe, 911 en Amérique du Nord). Notre équipe de sécurité est prévenue.",
        it: "In caso di fuoco, fumo o gas: esca subito dalle scale più vicine, non usi l'ascensore e chiami i soccorsi "
            + "(112 in Europa, 911 in Nord America). Ho avvisato la nostra sicurezza.",
        pt:
            "Se houver fogo, fumo ou gás: saia já pelas escadas mais próximas, não use o elevador e ligue para a emergência "
            + "(112 na Europa, 911 na América do Norte). Avisei a nossa equipa de segurança."
    )
    private static let medical = Localised(
        en: "If a life may be in danger, call the emergency services now (112 in Europe, 911 in North America). "
            + "I have alerted our team, who are coming to you. Please stay where you are if it is safe.",
        es: "Si hay peligro para la vida, llame ya a emergencias (112 en Europa, 911 en América del Norte). "
            + "He avisado a nuestro equipo, que va hacia usted. Quédese donde está si es seguro.",
        de: "Bei Lebensgefahr rufen Sie sofort den Notruf (112 in Europa, 911 in Nordamerika). "
            + "Ich habe unser Team alarmiert, es kommt zu Ihnen. Bleiben Sie, wo Sie sind, wenn es dort sicher ist.",
        fr: "Si une vie est en danger, appelez tout de suite les secours (112 en Europe, 911 en Amérique du Nord). "
            + "J'ai prévenu notre équipe, qui vient vers vous. Restez où vous êtes si l'endroit est sûr.",
        it: "In caso di pericolo di vita chiami subito i soccorsi (112 in Europa, 911 in Nord America). "
            + "Ho avvisato il nostro team, che sta arrivando. Resti dove si trova, se è un luogo sicuro.",
        pt: "Se houver perigo de vida, ligue já para a emergência (112 na Europa, 911 na América do Norte). "
            + "Avisei a nossa equipa, que vai ter consigo. Fique onde está, se for seguro."
    )
    private static let security = Localised(
        en:
            "Please get to a safe place, lock the door, and call the emergency services (112 in Europe, 911 in North America). "
            + "I have alerted our security team.",
        es:
            "Póngase a salvo, cierre la puerta con llave y llame a emergencias (112 en Europa, 911 en América del Norte). "
            + "He avisado a nuestro equipo de seguridad.",
        de: "Bringen Sie sich in Sicherheit, schließen Sie die Tür ab und rufen Sie den Notruf (112 in Europa, 911 in "
            + "Nordamerika). Unser Sicherheitsteam ist alarmiert.",
        fr:
            "Mettez-vous en sécurité, verrouillez la porte et appelez les secours (112 en Europe, 911 en Amérique du Nord). "
            + "Notre équipe de sécurité est prévenue.",
        it: "Si metta al sicuro, chiuda la porta a chiave e chiami i soccorsi (112 in Europa, 911 in Nord America). "
            + "Ho avvisato la nostra sicurezza.",
        pt:
            "Vá para um lugar seguro, tranque a porta e ligue para a emergência (112 na Europa, 911 na América do Norte). "
            + "Avisei a nossa equipa de segurança."
    )
}
