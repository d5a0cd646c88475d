// What the page itself says, in the guest's language where it knows it.
const all = {
    en: ["Your message", "Send", "Sending…", "Sent", "Not sent. Tap to try again.", "Assistant", "Our team", "Hotel",
        "Ask us anything", "Our team is with you", "An answer is being written", "This conversation has ended. Write to begin again.",
        "You are offline. Your words are kept and sent later.", "Connecting again…", "This chat is not available.",
        "This chat cannot be used here.", "That was a lot at once: please wait a moment."],
    de: ["Ihre Nachricht", "Senden", "Wird gesendet …", "Gesendet", "Nicht gesendet. Zum Wiederholen tippen.", "Assistent", "Unser Team",
        "Hotel", "Fragen Sie uns", "Unser Team ist für Sie da", "Eine Antwort wird geschrieben",
        "Dieses Gespräch ist beendet. Schreiben Sie, um neu zu beginnen.", "Sie sind offline. Ihre Worte werden später gesendet.",
        "Verbindung wird hergestellt …", "Dieser Chat ist nicht verfügbar.", "Dieser Chat kann hier nicht benutzt werden.",
        "Das war viel auf einmal: bitte einen Moment warten."],
    fr: ["Votre message", "Envoyer", "Envoi…", "Envoyé", "Non envoyé. Touchez pour réessayer.", "Assistant", "Notre équipe", "Hôtel",
        "Posez-nous vos questions", "Notre équipe est avec vous", "Une réponse arrive", "Cette conversation est terminée. Écrivez pour recommencer.",
        "Vous êtes hors ligne. Vos mots seront envoyés plus tard.", "Reconnexion…", "Ce chat n’est pas disponible.",
        "Ce chat ne peut pas être utilisé ici.", "C’était beaucoup à la fois : un instant, s’il vous plaît."],
    es: ["Su mensaje", "Enviar", "Enviando…", "Enviado", "No enviado. Toque para reintentar.", "Asistente", "Nuestro equipo", "Hotel",
        "Pregúntenos lo que quiera", "Nuestro equipo está con usted", "Se está escribiendo una respuesta",
        "Esta conversación ha terminado. Escriba para empezar de nuevo.", "Está sin conexión. Sus palabras se enviarán después.",
        "Conectando de nuevo…", "Este chat no está disponible.", "Este chat no se puede usar aquí.", "Ha sido mucho a la vez: espere un momento."],
    it: ["Il suo messaggio", "Invia", "Invio…", "Inviato", "Non inviato. Tocchi per riprovare.", "Assistente", "Il nostro team", "Hotel",
        "Ci chieda pure", "Il nostro team è con lei", "Si sta scrivendo una risposta", "Questa conversazione è finita. Scriva per ricominciare.",
        "È offline. Le sue parole saranno inviate più tardi.", "Nuova connessione…", "Questa chat non è disponibile.",
        "Questa chat non si può usare qui.", "Tutto in una volta è troppo: attenda un momento."],
    pt: ["A sua mensagem", "Enviar", "A enviar…", "Enviado", "Não enviado. Toque para repetir.", "Assistente", "A nossa equipa", "Hotel",
        "Pergunte-nos o que quiser", "A nossa equipa está consigo", "Está a ser escrita uma resposta",
        "Esta conversa terminou. Escreva para recomeçar.", "Está offline. As suas palavras serão enviadas depois.", "A ligar de novo…",
        "Este chat não está disponível.", "Este chat não pode ser usado aqui.", "Foi muito de uma vez: aguarde um momento."],
    nl: ["Uw bericht", "Versturen", "Wordt verstuurd…", "Verstuurd", "Niet verstuurd. Tik om opnieuw te proberen.", "Assistent", "Ons team",
        "Hotel", "Vraag ons wat u wilt", "Ons team helpt u", "Er wordt een antwoord geschreven", "Dit gesprek is afgelopen. Schrijf om opnieuw te beginnen.",
        "U bent offline. Uw woorden worden later verstuurd.", "Opnieuw verbinden…", "Deze chat is niet beschikbaar.",
        "Deze chat kan hier niet worden gebruikt.", "Dat was veel tegelijk: een ogenblik graag."],
    ar: ["رسالتك", "إرسال", "جارٍ الإرسال…", "أُرسلت", "لم تُرسل. اضغط للمحاولة مجددًا.", "المساعد", "فريقنا", "الفندق", "اسألنا ما تشاء",
        "فريقنا معك", "تُكتب الآن إجابة", "انتهت هذه المحادثة. اكتب لتبدأ من جديد.", "أنت غير متصل. ستُرسل كلماتك لاحقًا.", "إعادة الاتصال…",
        "هذه الدردشة غير متاحة.", "لا يمكن استخدام هذه الدردشة هنا.", "كان ذلك كثيرًا دفعة واحدة: انتظر لحظة من فضلك."],
};
const names = ["yourMessage", "send", "sending", "sent", "failed", "assistant", "person", "hotel", "withAssistant", "withPerson", "typing",
    "closed", "offline", "lost", "gone", "refused", "limited"];

const wished = (navigator.languages ?? [navigator.language]).map((tag) => tag.split("-")[0].toLowerCase());
export const language = wished.find((code) => code in all) ?? "en";
export const direction = ["ar", "fa", "he", "ur"].includes(language) ? "rtl" : "ltr";
export const words = Object.fromEntries(names.map((name, index) => [name, all[language][index]]));
