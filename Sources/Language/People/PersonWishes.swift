/// How guests ask for a person, in the notation of ``Phrase``; for scripts without spaces as it is written, `_` for the
/// end of a word.
///
/// Who asks when a person can be talked to wants one: a person answers that best. Who says no to a person wants none,
/// which ``Negations`` tell.
enum PersonWishes {
    static let wishes: [SpokenLanguage: String] = [
        .en: """
        speak|talk|chat|speaking|talking|chatting|spoken to|with|2 ~ \
        human|person|someone|somebody|agent|manager|management|staff|operator|representative|rep|receptionist|reception|supervisor|concierge|people|colleague|anyone|anybody|employee|boss|owner, \
        speak|talk|chat to|with ~ front desk, connect|transfer|put|forward|pass me ~ \
        human|person|someone|somebody|agent|manager|staff|operator|reception|receptionist|desk|supervisor|representative, \
        person|someone|somebody|human|anyone|anybody|staff|agent i|we|to can|could|may|talk|speak|chat ~ talk|speak|chat|to|with, person|someone|human|anyone to talk|speak to|with, \
        real|actual|live person|human|agent|being|operator|people please|now|here|instead|$, \
        want|need|prefer|get|give|like|is|are|can|could|let|have me|us|a|the|there|to|any ~ real|actual|live person|human|agent|being|operator|people, \
        ^ real|actual|live|human person|human|agent|being|operator|please, \
        talk|talking|speak|speaking|chat|chatting|dealing to|with ~ bot|robot|machine|computer|chatbot|ai, want a|the|this|your ~ bot|robot|chatbot|ai, not|hate|stop|no a|the|this|with|more ~ bot|robot|chatbot, no bots, \
        ^ human $, ^ humans $, ^ agent $, ^ operator $, ^ representative $, ^ person $, ^ manager $, ^ supervisor $, ^ a human|person $, ^ staff $, \
        human|agent|operator|representative|manager|supervisor please, human being, human agent|operator|assistance|help|support|touch|person, \
        want|need|see|get|send|give|bring|call me|us|a|the|your|to ~ manager|supervisor, get|give me|us a|an human|person|agent|operator|representative, get|give|send a|an human|agent|operator|representative, \
        want|need a|an human|operator|agent|representative, want a person, need a person please|now|not|here|instead|$, \
        call me back, someone|somebody|anyone|anybody ~ call me|us, have ~ call me|us, give me a call, phone me back, \
        someone|somebody contact|contacts me|us
        """,
        .es: """
        hablar|comunicarme|hable|hablo|comunicar|chatear|contactar con|a ~ \
        persona|alguien|humano|humana|agente|gerente|encargado|encargada|director|directora|responsable|recepcion|recepcionista|personal|empleado|operador|operadora|supervisor, \
        persona real|humana, persona de verdad, un humano, ser humano, agente humano, ^ agente $, ^ humano $, ^ persona $, ^ operador $, operador por, un operador, quiero una|un persona|agente, \
        necesito|prefiero ~ persona real|humana|humano|agente, paseme|pasame|pongame|comuniqueme ~ con, no ~ hablar ~ robot|maquina|bot, no quiero ~ robot|bot|maquina, que ~ me llame*, que alguien ~ me llame|contacte, llameme|llamenme por|ya|$
        """,
        .de: """
        mit ~ menschen|mensch|jemandem|jemand|mitarbeiter|mitarbeiterin|person|manager|managerin|rezeption|chef|direktor|personal|leitung|kollegen|empfang|concierge ~ \
        sprechen|reden|chatten|telefonieren|schreiben|verbinden|verbunden, sprechen|reden|chatten ~ mit ~ \
        menschen|jemandem|jemand|mitarbeiter|manager|rezeption|person|chef|empfang|leitung, spreche|rede lieber mit ~ menschen|jemandem|person, \
        echte*|richtige*|realen|reale mensch|menschen|person|mitarbeiter, ^ mensch $, ^ ein mensch $, ^ mitarbeiter $, will|mochte|brauche|hatte|lieber ~ einen menschen, \
        verbinden sie mich, verbinde mich, kein* ~ bot|roboter|maschine|chatbot, nicht mit ~ bot|roboter|maschine|chatbot|computer, rufen ~ mich ~ an|zuruck, mich ~ zuruckrufen, mich jemand anrufen
        """,
        .fr: """
        parler|discuter|parle|echanger|joindre a|avec|au|un|la ~ \
        quelqu|personne|humain|agent|conseiller|conseillere|responsable|directeur|directrice|manager|reception|receptionniste|employe|collegue|concierge|operateur, \
        parler au|a ~ responsable|directeur|manager|receptionniste, vraie|reelle personne, personne reelle|humaine, un humain, veux|voudrais|besoin ~ humain, etre humain, \
        ^ humain $, ^ agent $, ^ conseiller $, un conseiller, un operateur, passez|passe moi ~ quelqu|reception|responsable|directeur|manager|humain|conseiller|agent, mettez moi en relation, pas ~ robot|bot|chatbot, \
        rappelez|appelez|rappeler moi|me, quelqu un ~ m appelle|rappelle|appeler|contacter
        """,
        .it: """
        parlare|parlo|parli|comunicare|chattare|scrivere con|a|ad|al|col ~ \
        persona|qualcuno|umano|umana|operatore|operatrice|direttore|direttrice|responsabile|reception|addetto|receptionist|personale|manager, \
        persona reale|vera|umana, ^ operatore $, ^ umano $, ^ persona $, un operatore, un umano, essere umano, mi passi|passa|metta, non ~ robot|bot|chatbot, \
        voglio|vorrei|preferisco una persona|umano, qualcuno mi chiami|chiama|richiami|contatti, mi richiami|richiamate
        """,
        .pt: """
        falar|conversar|fale|contactar|contatar com|a ~ \
        pessoa|alguem|humano|humana|atendente|gerente|responsavel|recepcao|rececao|funcionario|funcionaria|rececionista|recepcionista|operador|supervisor|diretor, \
        pessoa real|verdadeira|humana, ^ atendente $, ^ humano $, ^ pessoa $, um atendente, um humano, ser humano, quero|prefiro uma|um pessoa|humano|atendente, \
        nao ~ robo|bot|chatbot, alguem ~ me ligue|liga|ligar|contacte, me liguem|ligue
        """,
        .nl: """
        met ~ mens|iemand|persoon|medewerker|medewerkster|manager|receptie|receptionist|collega|baas|leidinggevende ~ spreken|praten|chatten|bellen|verbinden|verbonden, \
        spreken|praten|chatten ~ met ~ mens|iemand|persoon|medewerker|manager|receptie|collega, echt mens, echte|echt|levend|menselijke persoon|mens|medewerker, ^ mens $, ^ medewerker $, \
        verbind|verbindt|doorverbinden ~ mij|me|met|receptie|medewerker, wil|liever|graag een mens, geen ~ robot|chatbot, niet ~ met ~ bot|robot|chatbot|machine, iemand ~ me|mij ~ bellen|terugbellen, bel me|mij terug
        """,
        .pl: """
        rozmawiac|porozmawiac|pogadac|mowic|skontaktowac|polaczyc|gadac z|sie|ze ~ czlowiekiem|kims|osoba|konsultantem|konsultantka|pracownikiem|recepcja|menedzerem|menadzerem|kierownikiem|managerem|obsluga|recepcjonista|recepcjonistka, \
        z|ze ~ czlowiekiem|konsultantem|pracownikiem|menedzerem|kierownikiem|kims ~ rozmawiac|porozmawiac|pogadac, \
        prawdziw* ~ czlowiek|czlowiekiem|osoba, zywy czlowiek, zywym czlowiekiem, zywego czlowieka, ^ czlowiek $, ^ konsultant $, chce|poprosze|prosze o|czlowieka|konsultanta|z czlowieka|konsultanta|czlowiekiem|konsultantem, \
        polacz*|prosze polaczyc mnie|z, nie ~ botem|robotem|bot|robota, ktos ~ do mnie ~ zadzwoni|zadzwonil, prosze o telefon|kontakt ~ pracownika
        """,
        .tr: """
        insanla|insan|birisiyle|biriyle|yetkiliyle|yetkili|temsilciyle|temsilci|mudurle|mudur|personelle|gorevliyle|resepsiyonla|resepsiyonistle|calisanla ~ gorusmek|konusmak|konusabilir|gorusebilir|konusayim|gorusme|konusma|goruseyim, \
        gercek ~ insan|kisi|insanla|kisiyle|biri|biriyle, ^ insan $, ^ temsilci $, ^ yetkili $, canli destek, musteri temsilcisi*, yetkiliye|resepsiyona|temsilciye ~ baglayin|baglar|baglanmak|bagla, \
        robotla|botla|makineyle ~ konusmak|istemiyorum, bot istemiyorum, biri ~ beni ~ arasin|arayabilir, beni arayin|arasinlar
        """,
        .sv: """
        prata|tala|snacka|chatta|talar|pratar med ~ manniska|nagon|person|personal|personalen|chef|chefen|receptionen|medarbetare|manager|receptionist|agent, \
        riktig|verklig|levande ~ manniska|person, ^ manniska $, vill ha en manniska|person, koppla mig|vidare, inte ~ med ~ bot|robot|maskin|chatbot, ingen robot, nagon ~ ringa|ringer mig|oss|upp, ring mig ~ upp|tillbaka
        """,
        .ru: """
        поговорить|связаться|говорить|пообщаться|соедините|соединить|общаться|переговорить ~ с|со ~ человеком|кем|сотрудником|оператором|менеджером|администратором|администрацией|ресепшн|ресепшен|ресепшеном|управляющим|людьми|директором|живым|консьержем, \
        живой|живого|живым|настоящий|настоящим|реальный|реальным человек|человека|человеком|оператор|сотрудник, ^ оператор $, ^ оператора $, ^ человек $, ^ человека $, ^ менеджер $, позовите|дайте|нужен|пригласите человека|человек|оператора|оператор|менеджера|менеджер|администратора|администратор|управляющего, \
        соедините ~ с|меня, не ~ с|хочу ~ ботом|роботом|машиной, кто ~ мне ~ позвонит|перезвонит, перезвоните ~ мне, мне ~ перезвоните, позвоните мне
        """,
        .uk: """
        поговорити|звʼязатися|говорити|зʼєднайте|спілкуватися|зєднайте|порозмовляти ~ з|із|зі ~ людиною|кимось|співробітником|оператором|менеджером|адміністратором|рецепцією|керівником|кимсь|живою, \
        жива|живою|живу|справжня|справжньою|реальна|реальною ~ людина|людиною|людину, ^ оператор $, ^ оператора $, ^ людина $, ^ людину $, ^ менеджер $, покличте|дайте|потрібен|потрібна|запросіть людину|людина|оператора|оператор|менеджера|менеджер|адміністратора, \
        не ~ з|хочу ~ ботом|роботом, хтось ~ мені ~ зателефонує|подзвонить, передзвоніть ~ мені, зателефонуйте мені
        """,
        .el:
            "μιλήσω ~ με|σε ~ άνθρωπο|κάποιον|υπάλληλο|υπεύθυνο|διευθυντή|ρεσεψιόν|εκπρόσωπο, πραγματικό|αληθινό άνθρωπο, ^ άνθρωπο $, ^ εκπρόσωπος $, συνδέστε με, όχι ~ ρομπότ|μηχανή, με πάρει κάποιος",
        .zh: """
        人工服务,人工服務,转人工,轉人工,人工客服,真人客服,真人服务,真人服務,找真人,要真人,是真人吗,和真人,跟真人,与真人,與真人,和人说话,和人說話,跟人说话,跟人說話,跟人聊,和人聊,跟工作人员,和工作人员,跟工作人員,和工作人員,\
        联系工作人员,聯繫工作人員,跟前台说,和前台说,跟前台通话,跟前台講,转前台,轉前台,接前台,联系前台,聯繫前台,找经理,找經理,见经理,見經理,叫经理,叫經理,和经理,跟经理,和經理,跟經理,找客服,要客服,不要机器人,不要機器人,别用机器人,不想和机器人,不想跟机器人,\
        不想跟機器人,给我打电话,給我打電話,给我回电话,回电给我
        """,
        .ja: """
        人と話,人間と話,人間に代,人に代わ,人間の担当,人間のスタッフ,人間をお願い,人間に対応,オペレーター,スタッフと話,スタッフに代,スタッフと直接,スタッフにつない,スタッフに繋い,係の人と,係員と話,担当者と話,担当者に代,担当者につない,担当者に繋い,担当者をお願い,担当者とお話,\
        支配人と話,支配人を呼,支配人をお願い,マネージャーと話,マネージャーを呼,マネージャーをお願い,責任者と話,責任者を呼,責任者をお願い,責任者と直接,フロントと話,フロントにつない,フロントに繋い,フロントの人と,有人対応,ボットじゃな,ロボットじゃな,ボットではな,ロボットではな,AIではなく,aiではなく,AIじゃなく,aiじゃなく,電話をください,折り返し電話
        """,
        .ko: """
        사람과 이야기,사람과 얘기,사람과 대화,사람과 통화,사람하고 이야기,사람하고 얘기,사람하고 대화,사람이랑 이야기,사람이랑 얘기,사람이랑 대화,사람 연결,사람으로 연결,사람에게 연결,사람 바꿔,진짜 사람,실제 사람,실제 직원,상담원,상담사,직원과 이야기,직원과 얘기,직원과 대화,\
        직원과 통화,직원하고 이야기,직원하고 얘기,직원이랑 이야기,직원이랑 얘기,직원 연결,직원으로 연결,직원에게 연결,직원 바꿔,매니저와 이야기,매니저와 얘기,매니저와 통화,매니저 불러,매니저를 불러,매니저 좀,매니저랑,지배인과,지배인을 불러,지배인 불러,책임자와,책임자 불러,책임자를 불러,담당자와 이야기,\
        담당자와 얘기,담당자와 통화,담당자 연결,담당자 바꿔,프런트와 통화,프런트 연결,프론트 연결,프론트와 통화,프런트로 연결,프론트로 연결,로봇 말고,봇 말고,챗봇 말고,기계 말고,전화해 주세요,전화해주세요,전화 주세요,전화 좀 주
        """,
        .ar: """
        التحدث مع شخص,التحدث إلى شخص,التحدث الى شخص,أتحدث مع شخص,أتحدث إلى شخص,اتكلم مع شخص,أتكلم مع شخص,التكلم مع شخص,الكلام مع شخص,التحدث مع أحد,التحدث مع احد,التحدث إلى أحد,أتحدث مع أحد,أتكلم مع أحد,أكلم أحد,أكلم شخص,التحدث مع موظف,التحدث إلى موظف,أتحدث مع موظف,\
        أتحدث إلى موظف,أكلم موظف,أتكلم مع موظف,التحدث مع الموظف,التحدث مع إنسان,التحدث إلى إنسان,أتحدث مع إنسان,أتحدث إلى إنسان,أكلم إنسان,شخص حقيقي,إنسان حقيقي,موظف حقيقي,موظف بشري,التحدث مع المدير,التحدث إلى المدير,أتحدث مع المدير,أكلم المدير,أريد المدير,اريد المدير,مقابلة المدير,\
        التحدث مع مدير,التحدث إلى مدير,التحدث مع الاستقبال,التحدث إلى الاستقبال,أكلم الاستقبال,حولني إلى,حولوني إلى,خدمة العملاء,ممثل خدمة,لا أريد روبوت,لا أريد التحدث مع روبوت,لست أريد روبوت,ليس روبوت,اتصلوا بي,اتصل بي,يتصل بي أحد,عاودوا الاتصال
        """,
        .he:
            "לדבר עם נציג,לדבר עם מישהו,לדבר עם בן אדם,לדבר עם אדם,לדבר עם המנהל,לדבר עם מנהל,לדבר עם הקבלה,נציג אנושי,בן אדם אמיתי,אדם אמיתי,נציג שירות,לא רובוט,תתקשרו אליי,תתקשרו אלי",
        .th:
            "คุยกับคน,คุยกับเจ้าหน้าที่,คุยกับพนักงาน,พูดกับคน,พูดกับเจ้าหน้าที่,พูดกับพนักงาน,คุยกับผู้จัดการ,ขอสายเจ้าหน้าที่,คนจริง,ไม่ใช่บอท,ไม่เอาบอท,โทรกลับ",
        .hi:
            "इंसान से बात,किसी से बात,व्यक्ति से बात,मैनेजर से बात,स्टाफ से बात,रिसेप्शन से बात,असली इंसान,असली व्यक्ति,रोबोट नहीं,बॉट नहीं,मुझे कॉल कर,मुझे फोन कर,मुझे फ़ोन कर",
    ]

    /// What only sounds like wishing for a person.
    static let harmless: [SpokenLanguage: String] = [
        .en: """
        im|i|we|were|am|are a|am|real|are|not ~ real|actual|live person|human|people|operator, human resources|rights|error|size|traffic, \
        call me|us a|an cab|taxi|uber|car|limo|lyft|ride|doctor, call me|us when|once|if ~ ready|room|package|taxi|car|arrives|table, call me|us by|crazy|maybe, \
        speak|speaks|speaking english|spanish|german|french|italian, talk to|with ~ people ~ bar|pool|party, \
        am i ~ talking|speaking|chatting, spoke|talked to|with, already|just ~ spoken|spoke|talked|talking, \
        no|dont|not need ~ speak|talk ~ anyone|anybody|anymore, dont|not need|want|have ~ person|human|manager|operator, managers special, manager special|recommendation|cocktail|reception, \
        live music|band|cooking|show|operator, are you ~ bot|robot|machine|human|person|ai|real, is this ~ bot|robot|machine|human|person|ai|real, coffee|ice|washing|vending|ironing|slot|espresso|fax machine, \
        machine wash|room|coffee, tour|travel|booking|estate|insurance|rental|cleaning|car agent|operator|company, per|each|extra|another|one|third|additional|single|two|three|four person|persons, \
        want|need ~ coffee|ice|washing|vending|ironing|fax machine, call|wake us|me up|at, give me a call ~ when|if|once|at, \
        been|was|were talking|speaking|chatting to|with the|your|a|my|one|our staff|reception|receptionist|manager|concierge|team|people|person|colleague|colleagues, been|was|were talking|speaking|chatting to|with one of your
        """,
        .es:
            "soy|somos una|un|personas persona|humano|reales, por persona, persona extra|adicional|mas, recursos humanos, persona de|con movilidad|tercera|reducida, llameme un|al|a taxi|despertar, ayer|ya|anoche hable, hable ayer|ya con",
        .de:
            "bin ein|eine|kein mensch|person|roboter|bot, pro person, weitere* person, rufen sie mir|uns ein|bitte, rufen ~ mich ~ um|uhr|morgens|morgen, mit ~ mitarbeiter* ~ gesprochen, mit niemandem, gestern|bereits|schon ~ mit ~ gesprochen",
        .fr:
            "suis une|un personne|humain, par personne, personne supplementaire|de|a, ressources humaines, appelez moi un|une, appelez moi a, agent de|immobilier, ai|as|a|avons|avez|ont parle|discute|echange a|au|avec, ai|as|a|avons|avez|ont deja parle|discute|echange",
        .it:
            "sono una|un persona|umano|essere, a|per persona, persona in piu, operatore turistico, risorse umane, persona in carrozzina|sedia, persona a mobilita, gia|ieri ~ parlato",
        .pt:
            "sou uma|um pessoa|humano, por pessoa, mais uma pessoa, recursos humanos, pessoa de mobilidade|idade, me ligue|liguem as|quando",
        .nl: "ben een|geen mens|persoon|robot, per persoon, extra persoon, bel me|mij terug ~ niet",
        .pl: "jestem ~ czlowiekiem, za|od osobe|osoby, dodatkowa osoba",
        .tr:
            "ben ~ insanim, kisi basi*, ekstra kisi, insanla|biriyle|birisiyle|yetkiliyle|temsilciyle|resepsiyonla konusmak|gorusmek istemiyorum",
        .sv: "jag ar ~ manniska|person, per person, extra person",
        .ru:
            "я живой|настоящий|реальный ~ человек, на человека, с человека, позвоните мне в|утром, третий человек, не|нет ~ стиральн*",
        .uk: "я жива|справжня ~ людина, на людину, з людини, зателефонуйте мені о",
        .zh: "我是真人,每人,不想和人说话,不想和人說話,不想跟人说话,不想跟人說話,不想跟人聊,不用转人工,不用轉人工,不要转人工,不要轉人工,不用找经理,不用給我打電話,不用给我打电话",
        .ja: "私は人間,一人と話していま,主人と話,友人と話,知人と話,恋人と話,夫人と話,隣人と話,人と話したくな,人と話す必要はな,スタッフと話す必要はな",
        .ko: "저는 진짜 사람,나는 진짜 사람,사람과 이야기하고 싶지 않,사람과 통화하고 싶지 않,상담원 필요 없,상담원은 필요 없",
        .ar:
            "أنا شخص حقيقي,أنا إنسان حقيقي,لا أريد التحدث مع شخص,لا أريد التحدث إلى شخص,لا أريد التحدث مع أحد,لا أريد التحدث مع موظف,لا أريد أن أتحدث مع شخص,لا أريد أن أتحدث مع موظف",
    ]
}
