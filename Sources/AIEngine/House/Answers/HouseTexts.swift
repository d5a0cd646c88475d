/// What the house concierge says, in every language it speaks. `{…}` is filled in.
enum HouseTexts {
    static let bring = Localised(
        en: "Of course! Housekeeping will bring {things} to room {room} in about {minutes} minutes.",
        es: "¡Por supuesto! Nuestro equipo llevará {things} a la habitación {room} en unos {minutes} minutos.",
        de: "Sehr gern! Wir bringen {things} in etwa {minutes} Minuten auf Zimmer {room}.",
        fr: "Bien sûr ! Nous apportons {things} à la chambre {room} dans environ {minutes} minutes.",
        it: "Certamente! Portiamo {things} alla camera {room} in circa {minutes} minuti.",
        pt: "Com certeza! Levamos {things} ao quarto {room} em cerca de {minutes} minutos."
    )
    static let fix = Localised(
        en: "I'm sorry about {things}. Our team will come to room {room} within about {minutes} minutes.",
        es: "Lamento lo ocurrido con {things}. Nuestro equipo irá a la habitación {room} en unos {minutes} minutos.",
        de: "Das tut mir leid. Wir kümmern uns um {things}: Unser Team ist in etwa {minutes} Minuten in Zimmer {room}.",
        fr: "Je suis désolé pour {things}. Notre équipe passera à la chambre {room} dans environ {minutes} minutes.",
        it: "Mi dispiace per {things}. Il nostro team sarà alla camera {room} entro circa {minutes} minuti.",
        pt: "Lamento o problema com {things}. A nossa equipa irá ao quarto {room} em cerca de {minutes} minutos."
    )
    static let arrange = Localised(
        en: "Certainly: I've arranged {things} for room {room}, in about {minutes} minutes.",
        es: "Con gusto: he organizado {things} para la habitación {room}, en unos {minutes} minutos.",
        de: "Gern: {things} für Zimmer {room} ist veranlasst, in etwa {minutes} Minuten.",
        fr: "Avec plaisir : j'ai organisé {things} pour la chambre {room}, dans environ {minutes} minutes.",
        it: "Volentieri: ho organizzato {things} per la camera {room}, tra circa {minutes} minuti.",
        pt: "Com todo o gosto: já tratei de {things} para o quarto {room}, em cerca de {minutes} minutos."
    )
    static let arrangeAt = Localised(
        en: "Certainly: {things} for room {room} is noted for {time}.",
        es: "Con gusto: {things} para la habitación {room} queda anotada para las {time}.",
        de: "Gern: {things} für Zimmer {room} ist für {time} Uhr notiert.",
        fr: "Avec plaisir : {things} pour la chambre {room} est noté pour {time}.",
        it: "Volentieri: {things} per la camera {room} è annotata per le {time}.",
        pt: "Com todo o gosto: {things} para o quarto {room} fica anotada para as {time}."
    )
    static let note = Localised(
        en: "Certainly: {things} is noted for room {room}.",
        es: "Con gusto: queda anotado para la habitación {room}: {things}.",
        de: "Gern: {things} ist für Zimmer {room} notiert.",
        fr: "Avec plaisir : c'est noté pour la chambre {room} : {things}.",
        it: "Volentieri: è annotato per la camera {room}: {things}.",
        pt: "Com todo o gosto: fica anotado para o quarto {room}: {things}."
    )
    static let confirm = Localised(
        en:
            "I've passed on your request: {things}. A colleague will confirm the details with you shortly.",
        es: "He transmitido su solicitud: {things}. Un compañero le confirmará en breve los detalles.",
        de: "Ich habe Ihren Wunsch weitergegeben: {things}. Ein Kollege bespricht in Kürze alles Weitere mit Ihnen.",
        fr: "J'ai transmis votre demande : {things}. Un collègue vous confirmera sous peu les détails.",
        it: "Ho inoltrato la sua richiesta: {things}. Un collega le confermerà a breve i dettagli.",
        pt: "Transmiti o seu pedido: {things}. Um colega confirmará em breve os detalhes."
    )
    static let askRoom = Localised(
        en: "Happy to help! Which room are you in?",
        es: "¡Con mucho gusto! ¿En qué habitación está?",
        de: "Sehr gern! In welchem Zimmer sind Sie?",
        fr: "Avec plaisir ! Dans quelle chambre êtes-vous ?",
        it: "Volentieri! In quale camera si trova?",
        pt: "Com todo o gosto! Em que quarto está?"
    )
    static let askTime = Localised(
        en: "At what time would you like the wake-up call?",
        es: "¿A qué hora desea la llamada despertador?",
        de: "Um wie viel Uhr dürfen wir Sie wecken?",
        fr: "À quelle heure souhaitez-vous être réveillé ?",
        it: "A che ora desidera la sveglia?",
        pt: "A que horas deseja a chamada de despertar?"
    )
    static let onItsWay = Localised(
        en: "Your earlier request is still open; I've asked a colleague to see to it in person. Sorry for the wait.",
        es: "Su solicitud anterior sigue abierta; he pedido a un compañero que se ocupe. Disculpe la espera.",
        de:
            "Ihr Wunsch ist noch offen; ich habe einen Kollegen gebeten, sich zu kümmern. Entschuldigen Sie die Wartezeit.",
        fr: "Votre demande est toujours en cours ; j'ai demandé à un collègue de s'en occuper. Pardon pour l'attente.",
        it: "La sua richiesta è ancora aperta; ho chiesto a un collega di occuparsene. Ci scusi per l'attesa.",
        pt: "O seu pedido ainda está em curso; pedi a um colega que trate dele. Desculpe a espera."
    )
    static let person = Localised(
        en: "I'm connecting you with a member of our team. They will reply here shortly.",
        es: "Le pongo en contacto con una persona de nuestro equipo, que le responderá aquí en breve.",
        de: "Ich verbinde Sie mit einem Menschen aus unserem Team, der Ihnen hier in Kürze antwortet.",
        fr: "Je vous mets en relation avec une personne de notre équipe, qui vous répondra ici sous peu.",
        it: "La metto in contatto con una persona del nostro team, che le risponderà qui a breve.",
        pt: "Vou pô-lo em contacto com uma pessoa da nossa equipa, que responderá aqui em breve."
    )
    static let decision = Localised(
        en: "This is something a colleague must decide. I've passed it on, and they will reply to you here.",
        es: "Esto debe decidirlo un compañero. Se lo he transmitido y le responderá aquí.",
        de: "Das muss ein Kollege entscheiden. Ich habe es weitergegeben, Sie erhalten hier Antwort.",
        fr: "C'est à un collègue d'en décider. Je lui ai transmis votre message, il vous répondra ici.",
        it: "Su questo deve decidere un collega. Ho inoltrato il messaggio e le risponderà qui.",
        pt: "Isto tem de ser decidido por um colega. Já lhe transmiti a mensagem e ele responderá aqui."
    )
    static let complaint = Localised(
        en: "I'm very sorry about this. I've alerted the manager on duty, who will contact you personally.",
        es: "Lo lamento mucho. He avisado al responsable de turno, que le contactará personalmente.",
        de:
            "Das tut mir sehr leid. Ich habe die diensthabende Leitung informiert, die sich persönlich bei Ihnen meldet.",
        fr: "J'en suis vraiment désolé. J'ai prévenu le responsable de service, qui vous contactera personnellement.",
        it: "Mi dispiace molto. Ho avvisato il responsabile di turno, che la contatterà personalmente.",
        pt: "Lamento muito. Avisei o responsável de serviço, que o contactará pessoalmente."
    )
    static let critical = Localised(
        en: "I've also alerted the manager on duty, in case you need another room.",
        es: "También he avisado al responsable de turno, por si necesita otra habitación.",
        de: "Ich habe auch die diensthabende Leitung informiert, falls Sie ein anderes Zimmer brauchen.",
        fr: "J'ai aussi prévenu le responsable de service, au cas où il vous faudrait une autre chambre.",
        it: "Ho avvisato anche il responsabile di turno, nel caso le serva un'altra camera.",
        pt: "Avisei também o responsável de serviço, caso precise de outro quarto."
    )
    static let unknown = Localised(
        en: "I'm sorry, I don't know that. I've asked a colleague, who will reply to you here.",
        es: "Lo siento, eso no lo sé. He preguntado a un compañero, que le responderá aquí.",
        de: "Das weiß ich leider nicht. Ich habe einen Kollegen gefragt, der Ihnen hier antwortet.",
        fr: "Désolé, je ne le sais pas. J'ai demandé à un collègue, qui vous répondra ici.",
        it: "Mi dispiace, non lo so. Ho chiesto a un collega, che le risponderà qui.",
        pt: "Lamento, não sei. Perguntei a um colega, que lhe responderá aqui."
    )
    static let media = Localised(
        en:
            "Thank you. I can't open pictures, voice notes or files yet, so a colleague will look at it and reply here.",
        es: "Gracias. Todavía no puedo abrir imágenes, audios ni archivos; un compañero lo verá y le responderá aquí.",
        de: "Danke. Bilder, Sprachnachrichten und Dateien kann ich noch nicht öffnen; ein Kollege sieht es sich an "
            + "und antwortet hier.",
        fr: "Merci. Je ne peux pas encore ouvrir les images, messages vocaux ou fichiers ; un collègue regardera et "
            + "vous répondra ici.",
        it:
            "Grazie. Non posso ancora aprire immagini, messaggi vocali o file; un collega guarderà e le risponderà qui.",
        pt: "Obrigado. Ainda não consigo abrir imagens, áudios ou ficheiros; um colega verá e responderá aqui."
    )
    static let declined = Localised(
        en: "Understood, I won't send anything. Just write if you need something else.",
        es: "Entendido, no enviaré nada. Escríbame si necesita otra cosa.",
        de: "Verstanden, ich schicke nichts. Schreiben Sie einfach, wenn Sie etwas brauchen.",
        fr: "C'est noté, je n'envoie rien. Écrivez-moi si vous avez besoin d'autre chose.",
        it: "Capito, non invio nulla. Mi scriva pure se le serve altro.",
        pt: "Entendido, não envio nada. Escreva se precisar de outra coisa."
    )
    static let roomNoted = Localised(
        en: "Thank you, room {room}. What can I do for you?",
        es: "Gracias, habitación {room}. ¿En qué puedo ayudarle?",
        de: "Danke, Zimmer {room}. Was darf ich für Sie tun?",
        fr: "Merci, chambre {room}. Que puis-je faire pour vous ?",
        it: "Grazie, camera {room}. Come posso aiutarla?",
        pt: "Obrigado, quarto {room}. Em que posso ajudar?"
    )
    static let and = Localised(en: "and", es: "y", de: "und", fr: "et", it: "e", pt: "e")
}
