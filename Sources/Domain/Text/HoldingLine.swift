/// What a guest is told when a person will answer, in the languages we have it in.
package enum HoldingLine {
    private static let lines = [
        "en": "Thank you for your message. A member of our team will answer you here shortly.",
        "es": "Gracias por su mensaje. Un miembro de nuestro equipo le responderá aquí en breve.",
        "de": "Vielen Dank für Ihre Nachricht. Jemand aus unserem Team antwortet Ihnen hier in Kürze.",
        "fr": "Merci pour votre message. Un membre de notre équipe vous répondra ici sous peu.",
        "it": "Grazie per il suo messaggio. Un membro del nostro team le risponderà qui a breve.",
        "pt": "Obrigado pela sua mensagem. Um membro da nossa equipa responderá aqui em breve.",
    ]

    /// The line in a language such as `de` or `pt-BR`; English where we have none.
    package static func text(language: String?) -> String {
        let code = language.map { String($0.prefix { $0 != "-" && $0 != "_" }).lowercased() } ?? "en"
        return lines[code] ?? lines["en", default: ""]
    }
}
