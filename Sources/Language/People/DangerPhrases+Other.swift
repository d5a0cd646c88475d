extension DangerPhrases {
    static let flood: [SpokenLanguage: String] = [
        .en: """
        room|bathroom|hallway|corridor|floor|place|we|is|are|getting flooded|flooding, flooding in|my|our|the, burst pipe|pipes, pipe|pipes ~ burst, \
        water ~ pouring|gushing|rising, water is|coming|everywhere ~ everywhere|ceiling|through, water everywhere, ceiling ~ collapsed|collapsing|falling|caving
        """,
        .es: "inundad*, inundacion, inundando, agua por todas partes, tuberia ~ revent*|rota, techo ~ cayendo|derrumb*",
        .de: "uberschwemm*, rohrbruch, wasser uberall, wasser ~ stromt|schiesst, decke ~ eingesturzt|herunter",
        .fr: "inond*, tuyau ~ eclate, eau partout, eau ~ jaillit, plafond ~ effondr*|tombe",
        .it: "allaga*, tubo ~ scoppiat*|rotto, acqua dappertutto|ovunque, soffitto ~ crollat*|cade",
        .pt: "inund*, alagad*, alagamento, cano ~ rebent*|estour*, agua por todo|toda, teto ~ caiu|caindo|cair",
        .nl: "overstroom*, overstroming, gesprongen leiding, leiding ~ gesprongen, water overal, plafond ~ ingestort",
        .pl: "zalewa, zalany, zalana, zalalo, powodz, pekla rura, woda wszedzie, sufit ~ spada|zawalil",
        .tr: "su basti, sel basti, boru patladi, her yer su, su fiskiriyor, tavan cok*",
        .sv: "oversvamm*, oversvamning, vattenlacka, ror ~ sprack|sprucket, vatten overallt, taket ~ rasar|rasat",
        .ru:
            "затопило, затапливает, потоп, прорвало ~ трубу, вода везде|повсюду, хлещет вода, вода хлещет, потолок ~ обвалился|рушится",
        .uk: "затопило, затоплює, потоп, прорвало ~ трубу, вода всюди, стеля ~ обвалилася",
        .el: "πλημμύρισε, πλημμύρα, έσπασε σωλήνας, νερά παντού",
        .zh: "被淹,水淹,淹水,水管爆,爆管,到处是水,到處是水,天花板掉,天花板塌",
        .ja: "水浸し,浸水,水道管が破裂,水が噴き出,水があふれ,水が溢れ,天井が落ち,天井が崩",
        .ko: "물바다,침수,물이 넘쳐,배관이 터,수도관이 터,천장이 무너",
        .ar: "فيضان,غرقت الغرفة,غمرت المياه,انفجر الأنبوب,انفجرت ماسورة,الماء في كل مكان,سقط السقف",
        .he: "הצפה,מוצף,פיצוץ בצינור,מים בכל מקום",
        .th: "น้ำท่วมห้อง,ท่อแตก",
        .hi: "पानी भर गया,पाइप फट",
    ]

    static let other: [SpokenLanguage: String] = [
        .en: """
        ^ emergency $, its|is|have|having|got|this an|a|is ~ emergency, emergency in|at|please|now|help|here, ^ help emergency, ^ sos $, sos sos, mayday, life or death, \
        trapped|stuck ~ elevator|lift, trapped in|inside, earthquake, tsunami, help help
        """,
        .es:
            "^ emergencia $, es|tengo|hay|una una emergencia, es una emergencia, emergencia en|por|ayuda, socorro, auxilio, atrapad* ~ ascensor|elevador, terremoto, tsunami",
        .de:
            "notfall, zu hilfe, ^ hilfe hilfe, eingesperrt|gefangen|stecke*|stecken ~ aufzug|fahrstuhl|lift, aufzug ~ steckengeblieben|stecken, erdbeben, sos sos",
        .fr:
            "c est|une|est une urgence, ^ urgence $, au secours, a l aide, coince* ~ ascenseur, bloque* ~ ascenseur, tremblement de terre, seisme",
        .it:
            "^ emergenza $, e|un un emergenza, un emergenza, aiuto aiuto, soccorso, bloccat*|intrappolat* ~ ascensore, terremoto",
        .pt:
            "^ emergencia $, e|uma uma emergencia, uma emergencia, socorro, pres* no|dentro ~ elevador, presos no elevador, terramoto, terremoto",
        .nl:
            "^ noodgeval $, is|een een noodgeval, een noodgeval, help ik, help help, vast in|opgesloten ~ lift, opgesloten in, aardbeving",
        .pl: "nagly wypadek, naglym wypadkiem, ratunku, na pomoc, utkn* ~ windzie, uwiezion*, trzesienie ziemi",
        .tr: "acil durum, imdat, asansorde kal*|mahsur, mahsur kal*, deprem",
        .sv: "^ nodsituation $, nodlage, nodfall, hjalp hjalp, fast i hissen, instangd*, jordbavning",
        .ru:
            "чрезвычайная ситуация, экстренный случай, на помощь, помогите помогите, спасите, застрял* ~ лифте, землетрясение",
        .uk: "надзвичайна ситуація, на допомогу, рятуйте, допоможіть допоможіть, застряг* ~ ліфті, землетрус",
        .el: "επείγον περιστατικό, έκτακτη ανάγκη, βοήθεια βοήθεια, εγκλωβιστ* ~ ασανσέρ, σεισμός",
        .zh: "救命,紧急情况,緊急情況,被困在电梯,被困電梯,被困电梯,被困在電梯,困在电梯,困在電梯,地震了",
        .ja: "助けて,緊急事態,エレベーターに閉じ込め,閉じ込められ,地震です,地震が",
        .ko: "살려,응급 상황,응급상황,비상사태,엘리베이터에 갇,갇혔,지진이",
        .ar:
            "حالة طارئة,حالة طوارئ,النجدة,أنقذونا,أنقذوني,ساعدوني ساعدوني,عالق في المصعد,عالقون في المصعد,محتجز في المصعد,زلزال",
        .he: "מצב חירום,הצילו,תקוע במעלית,תקועים במעלית,רעידת אדמה",
        .th: "ช่วยด้วย,เหตุฉุกเฉิน,ติดอยู่ในลิฟต์,แผ่นดินไหว",
        .hi: "बचाओ,आपातकाल,लिफ्ट में फंस,भूकंप,लिफ्ट में फँस,लिफ़्ट में फंस,लिफ़्ट में फँस",
    ]
}
