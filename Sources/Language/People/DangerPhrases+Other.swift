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
        .hi: "बचाओ,आपातकाल,लिफ्ट में फंस,भूकंप",
    ]

    /// What only sounds like danger.
    static let harmless: [SpokenLanguage: String] = [
        .en: """
        fire place|places|pit|pits|exit|exits|escape|escapes|extinguisher|extinguishers|door|doors|drill|drills|tv|stick|tablet|wood|sale|station|department, \
        fire truck|safety|works|side|ball|show|shows|dance|dancer|dancers|blanket|plan|hazard|code|codes|red|insurance|hose|hydrant|sauce|opal|engine|evacuation|assembly|walk|pizza, \
        open|camp|log|bon|electric|cozy fire, fire me|us|off|away|up|him|her|them|over ~ an|a|the|email|mail|message|text|invoice|copy|line|questions, fire away|off|up, \
        light|lighting|make|start|build|have|enjoy|get a|the ~ fire ~ beach|lobby|lounge|terrace|patio|tonight|evening, can|could|may|shall we|i|you ~ have|make|light|build|start a|the fire, \
        by|around|beside|near the fire, fire ~ fireplace|hearth, fire alarm test|tests|drill|work|works, test ~ fire alarm, there is|are|isnt ~ fire ~ exit|escape|pit|place|extinguisher|door|plan|alarm|safety|show, \
        is|are there ~ fire pit|escape|exit|alarm|extinguisher|stairs|show|station, flames ~ team|jersey|game|calgary, calgary flames, \
        eyes|skin|throat|sunburn ~ burning, burning hot|calories|fat|candle|candles|up, burning question|questions|issue|desire|man, \
        cigarette|cigarettes|cigar|tobacco|weed|marijuana|cannabis|stale|vape|shisha ~ smoke|smell|smells, smoke|smell|smells|smells ~ cigarette|cigarettes|cigar|cigars|tobacco|weed|marijuana|cannabis|vape|shisha|smokers|smoking, \
        can|may|could i|we|you|guests|people|one smoke, where ~ i|we|you|to smoke, smoke is ~ allowed|permitted, people|who|guests|to|i|we|you smoke, smoke free, holy smoke, see ~ smoke detector, smoke detector|alarm ~ battery|low|chirping|chirps, \
        gas station|stove|grill|fireplace|bill|mileage|tank|prices, spark|sparks ~ joy|conversation, sparkling, \
        gave me|almost|nearly|had|have a ~ heart attack ~ price|bill|when|seeing|saw|laughing, heart attack burger|grill|history|survivor|years, almost|nearly ~ heart attack, \
        stroke ~ ago|last, stroke of|play|luck|midnight, breast|back|butterfly stroke, collapsed ~ bed|chair|table|tired|exhausted|couch, bed|chair|table|umbrella|wall ~ collapsed, \
        bleeding edge|obvious|hell|heart, ambulance service|services|entrance|chaser|ride|number|bill, doctor ~ appointment|note|prescription|strange|who, doctor who|strange|j, \
        drowning in ~ work|emails|paperwork|debt, dying of|for|to|from ~ hunger|thirst|boredom|laughter|heat|curiosity|know|try|see|eat|coffee|meet|beer|drink|food|cold, \
        phone|battery|laptop|plant|plants|tablet|car|ipad ~ dying|dead, could kill, killing time|it|me, kill time|for|some, suicide squad|wing|burn, to die for, \
        wake up call, electric shock ~ therapy, breathe ~ fresh|easy|easier|again|sigh, breath of|taking, chest of|drawers, panic attack ~ price|prices|bill, \
        police station|stations|report|reports|museum|officer|officers|convention|academy|check|clearance|band, the police ~ concert|song|album|tribute, \
        gun range|shop|safe|show|policy|permit, attack ~ buffet|salad|menu, snack attack, knife and|for|sharp|set|to, knife ~ fork|steak|butter|cheese|bread|cake, steak|butter|bread|kitchen|sharp|cake knife, \
        rape seed, robbery ~ price|prices, daylight|highway robbery, following me ~ instagram|twitter|facebook|tiktok|social, following us ~ instagram|twitter|facebook|social, \
        bath|photo|cherry|the|cocktail bomb, bath bombs, bomb cyclone|com, jager bomb, colour|color|flavor|flavour explosion, violent ~ film|movie|game, \
        hit ~ gym|pool|beach|slopes|bar|town|shower, hit me up|with, hit us ~ up|with, beat|beating his|her|my ~ record|best|drum|heart, hitting ~ gym|pool|beach|bar, hitting ~ wall|snooze, \
        emergency exit|exits|number|numbers|contact|contacts|kit|plan|procedure|procedures|door|doors|light|lights|stairs|phone|room|services|service|card|staircase|brake|passport|cash|fund|button|cord, \
        no|not|isnt|without|wasnt ~ emergency, in case of|an ~ emergency, case of emergency, for emergencies, what if ~ emergency, number ~ emergency, only for ~ emergency, \
        flooded with|by ~ emails|messages|light|sunlight|memories|tourists, flood risk|zone|insurance|area|plain|lights|season|warning, does ~ flood, prone to flooding, \
        earthquake proof|safe|resistant|risk|insurance|history|museum, when ~ earthquake, do you ~ earthquake|earthquakes|tsunami, are there ~ earthquakes, tsunami risk|warning|zone, \
        get|have|want|like a fire please|lit|tonight|outside|going, baby|kid|child stroller|monitor|bottle|food|seat|clothes|shoes|toy|passport|carrier|crib|cot|bag, \
        trapped in|inside ~ traffic|meeting|work|rain|airport, help desk
        """,
        .es: """
        fuego lento|artificial|camp, a fuego, fuegos artificiales, lugar|jugar con fuego, salida|salidas de incendio|emergencia, extintor de incendios, escalera de incendios, \
        puede|puedo|podemos ~ fumar, humo de tabaco|cigarro|cigarrillo, olor a tabaco, comisaria de policia, estacion de policia, donde ~ policia, cuchillo para|y|de, \
        telefono|numero de emergencia|emergencias, luz de emergencia, no es ~ emergencia, en caso de emergencia, contacto de emergencia, muriendo de hambre|sed|sueno|risa, muero de hambre|sed|sueno|risa|ganas, \
        llamas del|en la|camp, las llamas son, bomba de agua|calor|bano, pelea de|box*, ladron de corriente|enchufe
        """,
        .de: """
        haben sie feuer, feuer fur|zum|anzunden, feuerstelle, lager feuer, feuer ~ kamin, kamin ~ feuer, feuer und flamme, brennt ~ licht|lampe|sonne|kerze|nicht, licht|lampe|sonne|kerze|augen|haut brennt, \
        feueralarm test|ubung|probe, rauchmelder ~ batterie|piept, darf|kann|wo|mochte ~ rauchen, riecht nach zigaretten*|zigarre*|tabak, zigarettenrauch, rauch von|der zigarette*, \
        polizeistation, wo ~ polizei, notfall nummer|plan|kontakt|ausgang, kein notfall, im notfall, fur den notfall, notfallnummer, funken uber*, mit einem messer ~ gabel, messer und gabel, explosion der|an|von farben|aromen, \
        sterbe vor hunger|durst|langeweile, stirbt vor hunger
        """,
        .fr: """
        feu de camp|bois|joie|artifice|cheminee|signalisation, feu rouge|vert, feux d artifice, avez vous du feu, coup de feu ~ cuisine, sortie|sorties de secours, issue* de secours, a l aide d|de|du|des, \
        escalier de secours, a l aide ~ carte|appli|application|telephone, trousse de secours, roue de secours, extincteur, alarme incendie ~ test|essai, \
        fumee de|cigarette|tabac, odeur de tabac|cigarette, sent la cigarette, sent le tabac, ou est|se ~ police, commissariat de police, poste de police, police d assurance, couteau a|et|pour|de, \
        numero* d urgence, pas une urgence, pas urgent, en cas d urgence, meurt|meurs de faim|soif|rire|envie, bombe de|a bain|serviette, poisson bombe, besoin d un medecin ~ traitant
        """,
        .it: """
        uscita|uscite di emergenza|sicurezza, scala di emergenza, numero|numeri di emergenza, non e un emergenza, in caso di emergenza, contatto di emergenza, fuoco lento, fuochi d artificio, \
        posso|possiamo|dove ~ fumare, odore|puzza di sigaretta|sigarette|tabacco, fumo di sigaretta, dove ~ polizia|carabinieri, stazione|caserma di|dei polizia|carabinieri, questura, coltello e|per|da, pronto soccorso, \
        muoio|morendo di fame|sete|sonno|caldo|freddo|noia, bomba di|da bagno, estintore, infarto ~ prezzo|conto, al sangue
        """,
        .pt: """
        saida|saidas de emergencia, numero|numeros|telefone|contato|contacto de emergencia, nao e uma emergencia, em caso de emergencia, fogo de artificio, fogos de artificio, fogo lento, fogao, \
        posso|podemos|onde ~ fumar, cheiro|cheira de|a cigarro|tabaco, fumo de cigarro|tabaco, fumo no|na ~ varanda, eu|nao|ja fumo, esquadra|delegacia|posto de|da policia, onde ~ policia, faca e|para|de, pronto socorro, \
        morrendo|morrer|a de|morrer fome|sede|sono|calor|frio|tedio|rir, morrer de fome|sede, bomba de|de agua|banho, extintor
        """,
        .nl: """
        brand blusser, brandtrap, brandoefening, nooduitgang, haardvuur, brand new|name, welk|welke|which|what|any|local|good|same|this|that|your brand, sigarettenrook, rook van|sigaretten, ruikt naar sigaretten, mag|kan|waar ~ roken, waar ~ politie, politiebureau, \
        geen noodgeval, in geval van nood, mes en|om|voor, brandt ~ lamp|licht|niet, lamp|licht brandt
        """,
        .pl:
            "wyjscie awaryjne|ewakuacyjne, gasnica, ogien w kominku, palic w|na, zapach papierosow, dym papierosowy|z papierosow, gdzie ~ policja|policji, komisariat policji, noz i|do, umieram z glodu, numer alarmowy, pali sie swiatlo|lampka, nie pali sie",
        .tr:
            "yangin merdiveni|tupu|cikisi|sondurucu*, acil cikis, acil durum ~ numarasi|cikisi|plani, sigara dumani|kokusu, polis merkezi|karakolu, acliktan oluyorum, bicak ve, isik yaniyor, isigi yaniyor, lamba yaniyor",
        .sv:
            "brandovning, nodutgang, brandslackare, eld i oppna, oppen eld|spis, cigarettrok, lukt av cigarett*, luktar cigarett*, var ~ polis*, polisstation, kniv och|till, dor av hunger, lampan brinner, kniv gaffel",
        .ru:
            "пожарный выход|кран|извещатель, пожарная лестница|сигнализация, запах сигарет|табака, сигаретный дым, дым сигарет, где ~ полиция|полицейский, горит свет|лампа|лампочка|индикатор|кнопка, свет|лампа|лампочка|не горит, нож и|для|вилка, огонь в камине, случае пожара",
        .uk:
            "пожежний вихід, пожежна драбина|сигналізація, запах сигарет|тютюну, сигаретний дим, де ~ поліція, горить світло|лампа|лампочка, світло|лампа|не горить, ніж і|та|для, вогонь у|в каміні, помираю з голоду",
        .el: "έξοδος κινδύνου, μυρωδιά ~ τσιγάρο*, μυρίζει τσιγάρο, καπνός ~ τσιγάρο*, πού ~ αστυνομία",
        .zh: "预防火灾,预防火災,火灾报警器没电,火災警報器沒電,火灾保险,火災保險",
        .ja: "消火器,火災報知器のテスト,火災保険,非常口",
        .ko: "공격적,공격수,화재 보험",
        .ar: "مخرج الطوارئ,طفاية حريق,طفاية الحريق,دخان السجائر,دخان سجائر,مركز الشرطة,بسكين وشوكة",
        .he: "יציאת חירום,מטף,עשן סיגריות,תחנת משטרה,סכין ומזלג",
        .th: "ทางหนีไฟ,สถานีตำรวจ,ปืนฉีดน้ำ,ควันบุหรี่",
        .hi: "आपातकालीन निकास",
    ]
}
