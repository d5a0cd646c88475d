/// What a guest in danger is told at once, in every language in which danger is understood. It gives no advice beyond
/// getting to safety and calling for help.
package enum SafeWords {
    /// The words for a danger.
    package static func text(_ danger: Danger, _ language: SpokenLanguage) -> String {
        let table =
            switch danger {
            case .fire: fire
            case .medical: medical
            case .security: security
            case .flood, .other: other
            }
        return table[language] ?? table[.en] ?? ""
    }

    private static let fire: [SpokenLanguage: String] = [
        .en: """
        If there is fire, smoke or gas: leave now by the nearest stairs, do not use the lift, and call the emergency services \
        (112 in Europe, 911 in North America). I have alerted our security team.
        """,
        .es: """
        Si hay fuego, humo o gas: salga ya por la escalera más cercana, no use el ascensor y llame a emergencias (112 en \
        Europa, 911 en América del Norte). He avisado a nuestro equipo de seguridad.
        """,
        .de: """
        Bei Feuer, Rauch oder Gas: Gehen Sie sofort über die nächste Treppe hinaus, nicht mit dem Aufzug, und rufen Sie den \
        Notruf (112 in Europa, 911 in Nordamerika). Unser Sicherheitsteam ist alarmiert.
        """,
        .fr: """
        En cas de feu, de fumée ou de gaz : sortez tout de suite par l'escalier le plus proche, sans ascenseur, et appelez les \
        secours (112 en Europe, 911 en Amérique du Nord). Notre équipe de sécurité est prévenue.
        """,
        .it: """
        In caso di fuoco, fumo o gas: esca subito dalle scale più vicine, non usi l'ascensore e chiami i soccorsi (112 in \
        Europa, 911 in Nord America). Ho avvisato la nostra sicurezza.
        """,
        .pt: """
        Se houver fogo, fumo ou gás: saia já pelas escadas mais próximas, não use o elevador e ligue para a emergência (112 na \
        Europa, 911 na América do Norte). Avisei a nossa equipa de segurança.
        """,
        .nl: """
        Bij brand, rook of gas: ga nu naar buiten via de dichtstbijzijnde trap, neem niet de lift en bel het alarmnummer (112 in \
        Europa, 911 in Noord-Amerika). Ons beveiligingsteam is gewaarschuwd.
        """,
        .pl: """
        W razie ognia, dymu lub gazu: proszę natychmiast wyjść najbliższymi schodami, nie używać windy i zadzwonić na numer \
        alarmowy (112 w Europie, 911 w Ameryce Północnej). Nasza ochrona została zaalarmowana.
        """,
        .tr: """
        Yangın, duman veya gaz varsa: en yakın merdivenden hemen çıkın, asansörü kullanmayın ve acil yardımı arayın (Avrupa'da 112, \
        Kuzey Amerika'da 911). Güvenlik ekibimize haber verdim.
        """,
        .sv: """
        Vid eld, rök eller gas: gå ut nu via närmaste trappa, använd inte hissen och ring nödnumret (112 i Europa, 911 i \
        Nordamerika). Vår säkerhetspersonal är larmad.
        """,
        .ru: """
        Если это огонь, дым или газ: немедленно выходите по ближайшей лестнице, не пользуйтесь лифтом и звоните в экстренную службу \
        (112 в Европе, 911 в Северной Америке). Наша служба безопасности уже оповещена.
        """,
        .uk: """
        Якщо це вогонь, дим або газ: негайно виходьте найближчими сходами, не користуйтеся ліфтом і телефонуйте до екстреної служби \
        (112 у Європі, 911 у Північній Америці). Нашу службу безпеки вже сповіщено.
        """,
        .el: """
        Αν υπάρχει φωτιά, καπνός ή αέριο: βγείτε αμέσως από τις πλησιέστερες σκάλες, μη χρησιμοποιήσετε το ασανσέρ και καλέστε \
        βοήθεια (112 στην Ευρώπη, 911 στη Βόρεια Αμερική). Η ομάδα ασφαλείας μας έχει ειδοποιηθεί.
        """,
        .zh: "如有火、烟或煤气：请立即从最近的楼梯离开，不要乘电梯，并拨打紧急电话（欧洲 112，北美 911）。我已通知我们的安保人员。",
        .ja: "火・煙・ガスの場合は、すぐに最寄りの階段から避難し、エレベーターは使わず、緊急番号（ヨーロッパ 112、北米 911）に電話してください。警備担当に知らせました。",
        .ko: "불, 연기 또는 가스가 있으면 지금 바로 가까운 계단으로 나가시고 엘리베이터는 타지 마시고 긴급 전화(유럽 112, 북미 911)로 신고해 주세요. 보안팀에 알렸습니다.",
        .ar:
            "إذا كان هناك حريق أو دخان أو غاز: اخرج فورًا من أقرب درج، ولا تستخدم المصعد، واتصل بالطوارئ (112 في أوروبا، 911 في أمريكا الشمالية). لقد أبلغتُ فريق الأمن لدينا.",
        .he:
            "אם יש אש, עשן או גז: צאו מיד במדרגות הקרובות, אל תשתמשו במעלית והתקשרו לשירותי החירום (112 באירופה, 911 בצפון אמריקה). צוות הביטחון שלנו עודכן.",
        .th:
            "หากมีไฟ ควัน หรือแก๊ส โปรดออกทางบันไดที่ใกล้ที่สุดทันที อย่าใช้ลิฟต์ และโทรหาหน่วยฉุกเฉิน (112 ในยุโรป 911 ในอเมริกาเหนือ) เราได้แจ้งทีมรักษาความปลอดภัยแล้ว",
        .hi:
            "आग, धुआँ या गैस हो तो तुरंत पास की सीढ़ियों से बाहर निकलें, लिफ्ट न लें और आपातकालीन नंबर पर फ़ोन करें (यूरोप में 112, उत्तरी अमेरिका में 911)। हमारी सुरक्षा टीम को सूचना दे दी गई है।",
    ]

    private static let medical: [SpokenLanguage: String] = [
        .en: """
        If a life may be in danger, call the emergency services now (112 in Europe, 911 in North America). I have alerted our \
        team, who are coming to you. Please stay where you are if it is safe.
        """,
        .es: """
        Si hay peligro para la vida, llame ya a emergencias (112 en Europa, 911 en América del Norte). He avisado a nuestro \
        equipo, que va hacia usted. Quédese donde está si es seguro.
        """,
        .de: """
        Bei Lebensgefahr rufen Sie sofort den Notruf (112 in Europa, 911 in Nordamerika). Ich habe unser Team alarmiert, es \
        kommt zu Ihnen. Bleiben Sie, wo Sie sind, wenn es dort sicher ist.
        """,
        .fr: """
        Si une vie est en danger, appelez tout de suite les secours (112 en Europe, 911 en Amérique du Nord). J'ai prévenu \
        notre équipe, qui vient vers vous. Restez où vous êtes si l'endroit est sûr.
        """,
        .it: """
        In caso di pericolo di vita chiami subito i soccorsi (112 in Europa, 911 in Nord America). Ho avvisato il nostro team, \
        che sta arrivando. Resti dove si trova, se è un luogo sicuro.
        """,
        .pt: """
        Se houver perigo de vida, ligue já para a emergência (112 na Europa, 911 na América do Norte). Avisei a nossa equipa, \
        que vai ter consigo. Fique onde está, se for seguro.
        """,
        .nl: """
        Bij levensgevaar: bel nu het alarmnummer (112 in Europa, 911 in Noord-Amerika). Ik heb ons team gewaarschuwd, het komt \
        naar u toe. Blijf waar u bent als het daar veilig is.
        """,
        .pl: """
        Jeśli zagrożone jest życie, proszę natychmiast zadzwonić na numer alarmowy (112 w Europie, 911 w Ameryce Północnej). \
        Powiadomiłem nasz zespół, już idzie. Proszę zostać na miejscu, jeśli jest bezpiecznie.
        """,
        .tr: """
        Hayati tehlike varsa hemen acil yardımı arayın (Avrupa'da 112, Kuzey Amerika'da 911). Ekibimize haber verdim, size geliyorlar. \
        Güvenliyse olduğunuz yerde kalın.
        """,
        .sv: """
        Vid livsfara, ring nödnumret nu (112 i Europa, 911 i Nordamerika). Jag har larmat vår personal, som är på väg till dig. \
        Stanna där du är om det är säkert.
        """,
        .ru: """
        Если есть угроза жизни, немедленно звоните в экстренную службу (112 в Европе, 911 в Северной Америке). Я оповестил наших \
        сотрудников, они идут к вам. Оставайтесь на месте, если там безопасно.
        """,
        .uk: """
        Якщо є загроза життю, негайно телефонуйте до екстреної служби (112 у Європі, 911 у Північній Америці). Я сповістив наших \
        працівників, вони йдуть до вас. Залишайтеся на місці, якщо там безпечно.
        """,
        .el: """
        Αν κινδυνεύει ζωή, καλέστε αμέσως βοήθεια (112 στην Ευρώπη, 911 στη Βόρεια Αμερική). Ειδοποίησα την ομάδα μας, που έρχεται \
        κοντά σας. Μείνετε εκεί που είστε, αν είναι ασφαλές.
        """,
        .zh: "如有生命危险，请立即拨打紧急电话（欧洲 112，北美 911）。我已通知我们的工作人员，他们正赶来。如果安全，请留在原处。",
        .ja: "命に関わる場合は、すぐに緊急番号（ヨーロッパ 112、北米 911）に電話してください。スタッフに知らせ、そちらへ向かっています。安全であれば、その場でお待ちください。",
        .ko: "생명이 위험하면 지금 바로 긴급 전화(유럽 112, 북미 911)를 걸어 주세요. 저희 직원에게 알렸고 지금 가고 있습니다. 안전하다면 그 자리에 계세요.",
        .ar:
            "إذا كانت هناك حياة في خطر فاتصل بالطوارئ الآن (112 في أوروبا، 911 في أمريكا الشمالية). لقد أبلغتُ فريقنا وهو في طريقه إليك. ابقَ مكانك إن كان آمنًا.",
        .he:
            "אם יש סכנת חיים, התקשרו מיד לשירותי החירום (112 באירופה, 911 בצפון אמריקה). עדכנתי את הצוות שלנו והוא בדרך אליכם. הישארו במקומכם אם בטוח שם.",
        .th:
            "หากมีอันตรายถึงชีวิต โปรดโทรหาหน่วยฉุกเฉินทันที (112 ในยุโรป 911 ในอเมริกาเหนือ) เราแจ้งทีมงานแล้วและกำลังไปหาคุณ โปรดอยู่ที่เดิมหากปลอดภัย",
        .hi:
            "जान का ख़तरा हो तो तुरंत आपातकालीन नंबर पर फ़ोन करें (यूरोप में 112, उत्तरी अमेरिका में 911)। हमारी टीम को सूचना दे दी गई है और वह आपके पास आ रही है। सुरक्षित हो तो वहीं रहें।",
    ]

    private static let security: [SpokenLanguage: String] = [
        .en: """
        Please get to a safe place, lock the door, and call the emergency services (112 in Europe, 911 in North America). I \
        have alerted our security team.
        """,
        .es: """
        Póngase a salvo, cierre la puerta con llave y llame a emergencias (112 en Europa, 911 en América del Norte). He \
        avisado a nuestro equipo de seguridad.
        """,
        .de: """
        Bringen Sie sich in Sicherheit, schließen Sie die Tür ab und rufen Sie den Notruf (112 in Europa, 911 in Nordamerika). \
        Unser Sicherheitsteam ist alarmiert.
        """,
        .fr: """
        Mettez-vous en sécurité, verrouillez la porte et appelez les secours (112 en Europe, 911 en Amérique du Nord). Notre \
        équipe de sécurité est prévenue.
        """,
        .it: """
        Si metta al sicuro, chiuda la porta a chiave e chiami i soccorsi (112 in Europa, 911 in Nord America). Ho avvisato la \
        nostra sicurezza.
        """,
        .pt: """
        Vá para um lugar seguro, tranque a porta e ligue para a emergência (112 na Europa, 911 na América do Norte). Avisei a \
        nossa equipa de segurança.
        """,
        .nl: """
        Ga naar een veilige plek, doe de deur op slot en bel het alarmnummer (112 in Europa, 911 in Noord-Amerika). Ons \
        beveiligingsteam is gewaarschuwd.
        """,
        .pl: """
        Proszę udać się w bezpieczne miejsce, zamknąć drzwi na klucz i zadzwonić na numer alarmowy (112 w Europie, 911 w Ameryce \
        Północnej). Nasza ochrona została zaalarmowana.
        """,
        .tr: """
        Güvenli bir yere geçin, kapıyı kilitleyin ve acil yardımı arayın (Avrupa'da 112, Kuzey Amerika'da 911). Güvenlik ekibimize \
        haber verdim.
        """,
        .sv: """
        Ta dig till en säker plats, lås dörren och ring nödnumret (112 i Europa, 911 i Nordamerika). Vår säkerhetspersonal är \
        larmad.
        """,
        .ru: """
        Перейдите в безопасное место, заприте дверь и звоните в экстренную службу (112 в Европе, 911 в Северной Америке). Наша служба \
        безопасности уже оповещена.
        """,
        .uk: """
        Перейдіть у безпечне місце, замкніть двері й телефонуйте до екстреної служби (112 у Європі, 911 у Північній Америці). Нашу \
        службу безпеки вже сповіщено.
        """,
        .el: """
        Πηγαίνετε σε ασφαλές μέρος, κλειδώστε την πόρτα και καλέστε βοήθεια (112 στην Ευρώπη, 911 στη Βόρεια Αμερική). Η ομάδα \
        ασφαλείας μας έχει ειδοποιηθεί.
        """,
        .zh: "请到安全的地方，锁好门，并拨打紧急电话（欧洲 112，北美 911）。我已通知我们的安保人员。",
        .ja: "安全な場所に移動し、ドアに鍵をかけて、緊急番号（ヨーロッパ 112、北米 911）に電話してください。警備担当に知らせました。",
        .ko: "안전한 곳으로 가서 문을 잠그고 긴급 전화(유럽 112, 북미 911)로 신고해 주세요. 보안팀에 알렸습니다.",
        .ar:
            "انتقل إلى مكان آمن، وأقفل الباب، واتصل بالطوارئ (112 في أوروبا، 911 في أمريكا الشمالية). لقد أبلغتُ فريق الأمن لدينا.",
        .he:
            "עברו למקום בטוח, נעלו את הדלת והתקשרו לשירותי החירום (112 באירופה, 911 בצפון אמריקה). צוות הביטחון שלנו עודכן.",
        .th: "โปรดไปยังที่ปลอดภัย ล็อกประตู และโทรหาหน่วยฉุกเฉิน (112 ในยุโรป 911 ในอเมริกาเหนือ) เราได้แจ้งทีมรักษาความปลอดภัยแล้ว",
        .hi:
            "सुरक्षित जगह पर जाएँ, दरवाज़ा बंद करें और आपातकालीन नंबर पर फ़ोन करें (यूरोप में 112, उत्तरी अमेरिका में 911)। हमारी सुरक्षा टीम को सूचना दे दी गई है।",
    ]

    private static let other: [SpokenLanguage: String] = [
        .en: """
        I have alerted our team, who are coming to you. If you are in danger, get to a safe place and call the emergency \
        services (112 in Europe, 911 in North America).
        """,
        .es: """
        He avisado a nuestro equipo, que va hacia usted. Si está en peligro, póngase a salvo y llame a emergencias (112 en \
        Europa, 911 en América del Norte).
        """,
        .de: """
        Ich habe unser Team alarmiert, es kommt zu Ihnen. Wenn Sie in Gefahr sind, bringen Sie sich in Sicherheit und rufen Sie \
        den Notruf (112 in Europa, 911 in Nordamerika).
        """,
        .fr: """
        J'ai prévenu notre équipe, qui vient vers vous. Si vous êtes en danger, mettez-vous en sécurité et appelez les secours \
        (112 en Europe, 911 en Amérique du Nord).
        """,
        .it: """
        Ho avvisato il nostro team, che sta arrivando. Se è in pericolo, si metta al sicuro e chiami i soccorsi (112 in Europa, \
        911 in Nord America).
        """,
        .pt: """
        Avisei a nossa equipa, que vai ter consigo. Se estiver em perigo, vá para um lugar seguro e ligue para a emergência (112 \
        na Europa, 911 na América do Norte).
        """,
        .nl: """
        Ik heb ons team gewaarschuwd, het komt naar u toe. Bent u in gevaar, ga dan naar een veilige plek en bel het alarmnummer \
        (112 in Europa, 911 in Noord-Amerika).
        """,
        .pl: """
        Powiadomiłem nasz zespół, już idzie. W razie niebezpieczeństwa proszę udać się w bezpieczne miejsce i zadzwonić na numer \
        alarmowy (112 w Europie, 911 w Ameryce Północnej).
        """,
        .tr: """
        Ekibimize haber verdim, size geliyorlar. Tehlikedeyseniz güvenli bir yere geçin ve acil yardımı arayın (Avrupa'da 112, \
        Kuzey Amerika'da 911).
        """,
        .sv: """
        Jag har larmat vår personal, som är på väg till dig. Om du är i fara, ta dig till en säker plats och ring nödnumret (112 \
        i Europa, 911 i Nordamerika).
        """,
        .ru: """
        Я оповестил наших сотрудников, они идут к вам. Если вы в опасности, перейдите в безопасное место и звоните в экстренную службу \
        (112 в Европе, 911 в Северной Америке).
        """,
        .uk: """
        Я сповістив наших працівників, вони йдуть до вас. Якщо ви в небезпеці, перейдіть у безпечне місце й телефонуйте до екстреної \
        служби (112 у Європі, 911 у Північній Америці).
        """,
        .el: """
        Ειδοποίησα την ομάδα μας, που έρχεται κοντά σας. Αν κινδυνεύετε, πηγαίνετε σε ασφαλές μέρος και καλέστε βοήθεια (112 στην \
        Ευρώπη, 911 στη Βόρεια Αμερική).
        """,
        .zh: "我已通知我们的工作人员，他们正赶来。如果您有危险，请到安全的地方并拨打紧急电话（欧洲 112，北美 911）。",
        .ja: "スタッフに知らせ、そちらへ向かっています。危険な場合は安全な場所に移動し、緊急番号（ヨーロッパ 112、北米 911）に電話してください。",
        .ko: "저희 직원에게 알렸고 지금 가고 있습니다. 위험하면 안전한 곳으로 가서 긴급 전화(유럽 112, 북미 911)로 신고해 주세요.",
        .ar:
            "لقد أبلغتُ فريقنا وهو في طريقه إليك. إذا كنت في خطر فانتقل إلى مكان آمن واتصل بالطوارئ (112 في أوروبا، 911 في أمريكا الشمالية).",
        .he:
            "עדכנתי את הצוות שלנו והוא בדרך אליכם. אם אתם בסכנה, עברו למקום בטוח והתקשרו לשירותי החירום (112 באירופה, 911 בצפון אמריקה).",
        .th:
            "เราแจ้งทีมงานแล้วและกำลังไปหาคุณ หากคุณอยู่ในอันตราย โปรดไปยังที่ปลอดภัยและโทรหาหน่วยฉุกเฉิน (112 ในยุโรป 911 ในอเมริกาเหนือ)",
        .hi:
            "हमारी टीम को सूचना दे दी गई है और वह आपके पास आ रही है। ख़तरा हो तो सुरक्षित जगह पर जाएँ और आपातकालीन नंबर पर फ़ोन करें (यूरोप में 112, उत्तरी अमेरिका में 911)।",
    ]
}
