import Language

/// What a guest is told when people take over: who, and when.
enum HandoverWords {
    /// What sort of handing over it is.
    enum Kind {
        /// The guest asked for it.
        case asked
        /// Something went wrong, and the hotel is sorry.
        case sorry
        /// Somebody must look at it.
        case plain
    }

    /// The words in a language, with places for `{department}` and `{minutes}`.
    static func text(_ kind: Kind, _ language: SpokenLanguage) -> String {
        let table =
            switch kind {
            case .asked: asked
            case .sorry: sorry
            case .plain: plain
            }
        return table[language] ?? table[.en] ?? ""
    }

    private static let asked: [SpokenLanguage: String] = [
        .en: "I'm connecting you with {department}. Somebody will answer you here within about {minutes} minutes.",
        .es: "Le pongo en contacto con {department}. Le responderán aquí en unos {minutes} minutos.",
        .de: "Ich verbinde Sie: {department} antwortet Ihnen hier in etwa {minutes} Minuten.",
        .fr: "Je vous mets en relation avec {department}. On vous répondra ici d'ici environ {minutes} minutes.",
        .it: "La metto in contatto con {department}. Riceverà una risposta qui entro circa {minutes} minuti.",
        .pt: "Vou pô-lo em contacto com {department}. Responder-lhe-ão aqui dentro de cerca de {minutes} minutos.",
        .nl: "Ik verbind u met een collega, die u hier binnen ongeveer {minutes} minuten antwoordt.",
        .pl: "Łączę Państwa z pracownikiem. Odpowiedź pojawi się tutaj w ciągu około {minutes} minut.",
        .tr: "Sizi bir çalışanımıza bağlıyorum. Yaklaşık {minutes} dakika içinde size buradan yanıt verecek.",
        .sv: "Jag kopplar dig till en kollega, som svarar dig här inom ungefär {minutes} minuter.",
        .ru: "Соединяю вас с сотрудником. Вам ответят здесь примерно в течение {minutes} минут.",
        .uk: "Зʼєдную вас зі співробітником. Вам дадуть відповідь тут приблизно за {minutes} хвилин.",
        .el: "Σας συνδέω με έναν συνάδελφο. Θα σας απαντήσει εδώ σε περίπου {minutes} λεπτά.",
        .zh: "正在为您转接工作人员，大约 {minutes} 分钟内会在这里回复您。",
        .ja: "スタッフにおつなぎします。約{minutes}分以内にこちらでお返事いたします。",
        .ko: "직원에게 연결해 드리겠습니다. 약 {minutes}분 안에 여기에서 답변드리겠습니다.",
        .ar: "سأوصلك بأحد موظفينا، وسيردّ عليك هنا خلال {minutes} دقيقة تقريبًا.",
        .he: "אני מעביר אתכם לאיש צוות. ישיבו לכם כאן בתוך כ-{minutes} דקות.",
        .th: "กำลังโอนให้พนักงานของเรา พนักงานจะตอบคุณที่นี่ภายในประมาณ {minutes} นาที",
        .hi: "मैं आपको हमारे कर्मचारी से जोड़ रहा हूँ। लगभग {minutes} मिनट में यहीं उत्तर मिलेगा।",
    ]

    private static let sorry: [SpokenLanguage: String] = [
        .en:
            "I'm very sorry about this. I have told {department}; somebody will see to it within about {minutes} minutes.",
        .es: "Lo lamento mucho. He avisado a {department}; se ocuparán de ello en unos {minutes} minutos.",
        .de:
            "Das tut mir sehr leid. Ich habe Bescheid gegeben: {department} kümmert sich in etwa {minutes} Minuten darum.",
        .fr: "Je suis vraiment désolé. J'ai prévenu {department} ; on s'en occupe d'ici environ {minutes} minutes.",
        .it: "Mi dispiace molto. Ho avvisato {department}; se ne occuperanno entro circa {minutes} minuti.",
        .pt: "Lamento muito. Avisei {department}; tratarão do assunto dentro de cerca de {minutes} minutos.",
        .nl: "Het spijt me zeer. Ik heb een collega gewaarschuwd, die er binnen ongeveer {minutes} minuten naar kijkt.",
        .pl: "Bardzo przepraszam. Powiadomiłem kolegów, zajmą się tym w ciągu około {minutes} minut.",
        .tr: "Çok üzgünüm. Ekibimize haber verdim; yaklaşık {minutes} dakika içinde ilgilenecekler.",
        .sv:
            "Jag är verkligen ledsen. Jag har meddelat en kollega, som tar hand om det inom ungefär {minutes} minuter.",
        .ru: "Мне очень жаль. Я сообщил коллегам, они займутся этим примерно в течение {minutes} минут.",
        .uk: "Мені дуже шкода. Я повідомив колег, вони займуться цим приблизно за {minutes} хвилин.",
        .el: "Λυπάμαι πολύ. Ενημέρωσα την ομάδα μας, που θα το φροντίσει σε περίπου {minutes} λεπτά.",
        .zh: "非常抱歉。我已通知我们的工作人员，大约 {minutes} 分钟内会处理。",
        .ja: "誠に申し訳ございません。スタッフに伝えました。約{minutes}分以内に対応いたします。",
        .ko: "정말 죄송합니다. 직원에게 알렸으며 약 {minutes}분 안에 처리해 드리겠습니다.",
        .ar: "أعتذر كثيرًا عن ذلك. لقد أبلغتُ زملائي وسيهتمون بالأمر خلال {minutes} دقيقة تقريبًا.",
        .he: "אני מצטער מאוד. עדכנתי את הצוות, והוא יטפל בזה בתוך כ-{minutes} דקות.",
        .th: "ขออภัยอย่างยิ่ง เราได้แจ้งทีมงานแล้ว จะมีคนดูแลภายในประมาณ {minutes} นาที",
        .hi: "मुझे बहुत खेद है। मैंने टीम को बता दिया है; लगभग {minutes} मिनट में कोई इसे देखेगा।",
    ]

    private static let plain: [SpokenLanguage: String] = [
        .en:
            "Thank you for your message. I have passed it on to {department}; you will have an answer here within about {minutes} minutes.",
        .es: "Gracias por su mensaje. Lo he transmitido a {department}; le responderán aquí en unos {minutes} minutos.",
        .de:
            "Vielen Dank für Ihre Nachricht. Ich habe sie weitergegeben: {department} antwortet Ihnen hier in etwa {minutes} Minuten.",
        .fr:
            "Merci pour votre message. Je l'ai transmis à {department} ; on vous répondra ici d'ici environ {minutes} minutes.",
        .it:
            "Grazie per il suo messaggio. L'ho inoltrato a {department}; riceverà una risposta qui entro circa {minutes} minuti.",
        .pt:
            "Obrigado pela sua mensagem. Transmiti-a a {department}; terá resposta aqui dentro de cerca de {minutes} minutos.",
        .nl:
            "Bedankt voor uw bericht. Ik heb het doorgegeven; een collega antwoordt u hier binnen ongeveer {minutes} minuten.",
        .pl: "Dziękuję za wiadomość. Przekazałem ją dalej; odpowiedź pojawi się tutaj w ciągu około {minutes} minut.",
        .tr:
            "Mesajınız için teşekkürler. İlgililere ilettim; yaklaşık {minutes} dakika içinde buradan yanıt alacaksınız.",
        .sv:
            "Tack för ditt meddelande. Jag har vidarebefordrat det; en kollega svarar dig här inom ungefär {minutes} minuter.",
        .ru: "Спасибо за сообщение. Я передал его коллегам; вам ответят здесь примерно в течение {minutes} минут.",
        .uk: "Дякую за повідомлення. Я передав його колегам; вам дадуть відповідь тут приблизно за {minutes} хвилин.",
        .el:
            "Ευχαριστούμε για το μήνυμά σας. Το προώθησα στην ομάδα μας· θα λάβετε απάντηση εδώ σε περίπου {minutes} λεπτά.",
        .zh: "感谢您的留言。我已转交工作人员，大约 {minutes} 分钟内会在这里回复您。",
        .ja: "メッセージをありがとうございます。スタッフに伝えました。約{minutes}分以内にこちらでお返事いたします。",
        .ko: "메시지 감사합니다. 직원에게 전달했으며 약 {minutes}분 안에 여기에서 답변드리겠습니다.",
        .ar: "شكرًا لرسالتك. لقد نقلتها إلى زملائي وسيردّون عليك هنا خلال {minutes} دقيقة تقريبًا.",
        .he: "תודה על הודעתכם. העברתי אותה לצוות; ישיבו לכם כאן בתוך כ-{minutes} דקות.",
        .th: "ขอบคุณสำหรับข้อความ เราส่งต่อให้ทีมงานแล้ว พนักงานจะตอบคุณที่นี่ภายในประมาณ {minutes} นาที",
        .hi: "आपके संदेश के लिए धन्यवाद। मैंने इसे टीम तक पहुँचा दिया है; लगभग {minutes} मिनट में यहीं उत्तर मिलेगा।",
    ]

    /// What a guest is asked when nobody understood.
    static let clarification: [SpokenLanguage: String] = [
        .en: "I want to be sure I understand you. Could you tell me in a few more words what you need?",
        .es: "Quiero estar seguro de entenderle. ¿Podría decirme con algunas palabras más qué necesita?",
        .de:
            "Ich möchte sicher sein, dass ich Sie verstehe. Könnten Sie mir mit ein paar Worten mehr sagen, was Sie brauchen?",
        .fr:
            "Je veux être sûr de vous comprendre. Pourriez-vous me dire en quelques mots de plus ce dont vous avez besoin ?",
        .it: "Vorrei essere sicuro di aver capito. Potrebbe dirmi con qualche parola in più di che cosa ha bisogno?",
        .pt: "Quero ter a certeza de que o compreendo. Pode dizer-me em mais algumas palavras do que precisa?",
        .nl: "Ik wil zeker weten dat ik u begrijp. Kunt u met een paar woorden meer zeggen wat u nodig hebt?",
        .pl:
            "Chcę się upewnić, że dobrze rozumiem. Czy mogą Państwo w kilku słowach więcej napisać, czego Państwo potrzebują?",
        .tr:
            "Sizi doğru anladığımdan emin olmak istiyorum. Neye ihtiyacınız olduğunu biraz daha ayrıntılı yazar mısınız?",
        .sv: "Jag vill vara säker på att jag förstår dig. Kan du med några fler ord säga vad du behöver?",
        .ru: "Хочу убедиться, что правильно вас понимаю. Напишите, пожалуйста, чуть подробнее, что вам нужно?",
        .uk: "Хочу переконатися, що правильно вас розумію. Напишіть, будь ласка, трохи докладніше, що вам потрібно?",
        .el: "Θέλω να είμαι σίγουρος ότι σας καταλαβαίνω. Μπορείτε να μου πείτε με λίγα ακόμη λόγια τι χρειάζεστε;",
        .zh: "我想确认我正确理解了您的意思。能请您再具体说明一下需要什么吗？",
        .ja: "ご用件を正しく理解したいと存じます。もう少し詳しくお聞かせいただけますか。",
        .ko: "말씀을 정확히 이해하고 싶습니다. 무엇이 필요하신지 조금 더 자세히 알려 주시겠어요?",
        .ar: "أريد أن أتأكد من أنني أفهمك. هل يمكنك أن تخبرني بكلمات أكثر بما تحتاج إليه؟",
        .he: "אני רוצה להיות בטוח שהבנתי. תוכלו לומר לי בעוד כמה מילים מה דרוש לכם?",
        .th: "เราอยากแน่ใจว่าเข้าใจคุณถูกต้อง ช่วยบอกเพิ่มเติมอีกเล็กน้อยได้ไหมว่าคุณต้องการอะไร",
        .hi: "मैं सुनिश्चित करना चाहता हूँ कि मैंने आपको ठीक समझा। कृपया थोड़ा और बताएँ कि आपको क्या चाहिए?",
    ]

    /// What departments are called when a guest hears of them; for any other, and where a language is not among these,
    /// the text speaks of the team.
    static func department(_ code: String?, _ language: SpokenLanguage) -> String {
        let names = code.flatMap { departments[$0] } ?? team
        guard let place = spoken.firstIndex(of: language) else { return team[0] }
        return names[place]
    }

    private static let spoken: [SpokenLanguage] = [.en, .es, .de, .fr, .it, .pt]
    private static let team = [
        "our team", "nuestro equipo", "unser Team", "notre équipe", "il nostro team", "a nossa equipa",
    ]
    private static let departments: [String: [String]] = [
        "front_desk": [
            "our front desk", "nuestra recepción", "unsere Rezeption", "notre réception", "la nostra reception",
            "a nossa receção",
        ],
        "housekeeping": [
            "our housekeeping team", "nuestro equipo de limpieza", "unser Housekeeping", "notre service d'étage",
            "il nostro servizio ai piani",
            "a nossa equipa de limpeza",
        ],
        "maintenance": [
            "our maintenance team", "nuestro equipo técnico", "unsere Haustechnik", "notre service technique",
            "la nostra manutenzione",
            "a nossa equipa técnica",
        ],
        "concierge": [
            "our concierge", "nuestro conserje", "unser Concierge", "notre concierge", "il nostro concierge",
            "o nosso concierge",
        ],
        "food_beverage": [
            "our restaurant team", "nuestro equipo de restaurante", "unser Restaurantteam",
            "notre équipe de restauration",
            "il team del nostro ristorante", "a equipa do nosso restaurante",
        ],
        "security": [
            "our security team", "nuestro equipo de seguridad", "unser Sicherheitsteam", "notre équipe de sécurité",
            "la nostra sicurezza",
            "a nossa equipa de segurança",
        ],
        "reservations": [
            "our reservations team", "nuestro equipo de reservas", "unsere Reservierung",
            "notre service de réservation",
            "il nostro ufficio prenotazioni", "a nossa equipa de reservas",
        ],
        "spa": ["our spa", "nuestro spa", "unser Spa", "notre spa", "la nostra spa", "o nosso spa"],
        "valet": [
            "our valet team", "nuestros aparcacoches", "unser Parkservice", "notre service voiturier",
            "il nostro servizio di parcheggio", "o nosso serviço de estacionamento",
        ],
    ]
}
