extension DangerPhrases {
    /// What only sounds like danger.
    ///
    /// Such a phrase takes back the danger that lies wholly within it, and where its words stand side by side ("fire
    /// exit") the danger that ends in it ("is there a fire"). It must never stretch over words that nobody foresaw: of
    /// gaps it has none, unless the whole is a question. And it ends where words of real danger may follow it: "knife
    /// and fork" is harmless, "knife and" is not.
    static let harmless: [SpokenLanguage: String] = [
        .en: """
        fire place|places|pit|pits|exit|exits|escape|escapes|extinguisher|extinguishers|door|doors|drill|drills|tv|stick|tablet|wood|sale|station|department, \
        fire truck|safety|works|side|ball|show|shows|dance|dancer|dancers|blanket|plan|hazard|code|codes|insurance|hose|hydrant|sauce|opal|engine|evacuation|assembly|walk|pizza, \
        open|camp|log|bon|electric|cozy fire, is|see|the|an|a|there an|a|there|open open|log|camp fire in|at|by|on|near, \
        can|could|may|shall we|i|you have|make|light|build a|the fire, can|could|may|shall we|i|you have|make|light|build a|the fire on|at|in|by|near|outside, \
        light|lighting|make|build|enjoy a|the fire, light|lighting|make|build|enjoy a|the fire in|on|at|by|outside, \
        table|seat|seats|sit|sitting|chair|chairs|drink|drinks|relax by|near|beside|around the fire, table|seat|seats|sit|sitting|chair|chairs|drink|drinks|relax by|near|beside|around the fire in|at, \
        fire in|at the fireplace|hearth|chimney, fire alarm test|tests|drill|work|works, flames team|jersey|game|tickets, calgary flames, \
        eyes|skin|throat|sunburn|back is|are burning, burning hot|calories|fat|candle|candles, burning question|questions|issue|desire|man, \
        cigarette|cigarettes|cigar|tobacco|weed|marijuana|cannabis|stale|vape|shisha smoke|smell|smells, \
        smell|smells|smelled|smelling|smoke of|like|from cigarette|cigarettes|cigar|cigars|tobacco|weed|marijuana|cannabis|vape|shisha|smokers, \
        can|may|could i|we|you|guests|people|one smoke, where can|could|do|may|to i|we|you|guests|one smoke, people|who|guests|to|i|we|you smoke, smoke free, holy smoke, \
        smoke detector|detectors|alarm|alarms, smoke detector|alarm battery|batteries went|going|is, gas station|bill|mileage|prices, spark|sparks joy|conversation, \
        almost|nearly had|got a heart attack, almost|nearly gave me|us a heart attack, gave me|us a heart attack, heart attack burger|grill|history|survivor|years, \
        stroke years|months|decades, stroke of luck|genius|midnight, breast|back|butterfly stroke, bed|chair|table|umbrella|wall|shelf|sofa collapsed, bed|chair|table|umbrella|wall|shelf|sofa has|just collapsed, \
        bleeding edge|obvious|hell, ambulance entrance|chaser|bill, doctor appointment|appointments|note|strange, watch|watching|stream doctor who, doctor for a|my prescription|note|certificate|checkup, \
        available tomorrow|later|on|next|during|at|for, have|need|see a doctor tomorrow|appointment, drowning in work|emails|paperwork|debt|meetings, \
        dying of|from hunger|thirst|boredom|laughter|curiosity, dying for a|some|coffee|food, dying to know|try|see|eat|meet|get|go, could kill for, killing time, kill time|for|some, suicide squad|wing|burn, to die for, \
        heat|stairs|heels|traffic|hangover|jetlag|bill|prices|humidity|diet ~ kill me|us, electric shock therapy, breathe fresh, cant wait to breathe, breath of fresh, chest of drawers, \
        i have a broken leg|arm|hip|ankle|wrist, with a broken leg|arm|hip|ankle|wrist, blood orange|oranges|pressure|test|type|sugar|moon, \
        police station|stations|report|reports|museum|convention|academy|clearance|band, the police concert|song|album|tribute, gun range|shop|show|policy|permit, \
        knife and fork|forks|spoon, knife and a fork|spoon, knife set|sharpener, knife for cutting|steak|butter|cheese|bread|cake|fruit, knife for the|my|our cake|steak|bread|cheese|butter|fruit, steak|butter|bread|kitchen|cake knife, \
        rape seed, robbery price|prices, daylight|highway robbery, following me|us on instagram|twitter|facebook|tiktok|social, \
        bath|photo|cherry|cocktail bomb, party|food|pool|hotel|breakfast|dinner|show|place|view was|is the bomb, bath bombs, bomb cyclone|com, jager bomb, \
        colour|color|flavor|flavour explosion, explosion of flavour|flavours|flavor|flavors|taste|colour|colours|color|colors, violent film|films|movie|movies|game|games, \
        hit me|us up, beat|beating his|her|my record|best|drum|heart, \
        missing a|an|his|her|one|some, lost a|an|the|his|her|their|one|my|our|its|all|both, gone to|swimming|shopping|home|back, lost my|our|the child|sons|daughters|kids|babys shoe|shoes|toy|jacket|bag, \
        emergency exit|exits|number|numbers|contacts|kit|plan|procedure|procedures|door|doors|light|lights|stairs|phone|card|staircase|brake|passport|cash|fund|button|cord, emergency contact number|person|form|details, \
        not|isnt|wasnt an|a emergency, no emergency, in case of emergency|an, in case of an emergency, case of emergency, what if ~ emergency, number for|in an|emergency emergency|$, \
        flooded with|by emails|messages|light|sunlight|memories|tourists, flood risk|zone|insurance|area|plain|lights|season, does ~ flood, prone to flooding, \
        earthquake proof|safe|resistant|risk|insurance|history|museum, when was ~ earthquake, do you get|have ~ earthquake|earthquakes|tsunami|tsunamis, tsunami risk|zone, \
        baby|kid|child stroller|monitor|bottle|food|seat|clothes|shoes|toy|passport|carrier|crib|cot|bag, trapped in traffic|work, trapped in a|the meeting|rain|airport, help desk, \
        dont|never call|need|want|send|get a|an|the doctor|ambulance|medic|paramedic|paramedics|police, do|please|did not call|need|want|send|get a|an|the doctor|ambulance|medic|paramedic|paramedics|police, dont|not|no need to call|get|send|see a|an|the doctor|ambulance|medic|paramedics|police, \
        dont|never call|need|want|send|get police|paramedics, do|please not call|need|want|send|get police|paramedics, dont|not|no need to call|get|send police|paramedics, no need for a|an|the doctor|ambulance|medic|police, \
        wake up before|until|till
        """,
        .es: """
        fuego lento|artificial|camp, fuegos artificiales, lugar|jugar con fuego, salida|salidas de incendio|emergencia, extintor de incendios, escalera de incendios, \
        humo de tabaco|cigarro|cigarrillo, olor a tabaco, comisaria de policia, estacion de policia, cuchillo y tenedor|cuchara, cuchillo para|de mantequilla|carne|pan|untar|queso|mesa|cocina, cuchillo para la|el mantequilla|carne|pan|queso, \
        telefono|numero de emergencia|emergencias, luz de emergencia, no es una emergencia, no es emergencia, en caso de emergencia, contacto de emergencia, muriendo de hambre|sed|sueno|risa, muero de hambre|sed|sueno|risa|ganas, \
        bomba de agua|calor|bano, pelea de box*, ladron de corriente|enchufe, no hay ningun|un incendio|fuego, no necesit* ambulancia, no necesit* una|un|al ambulancia|medico|doctor
        """,
        .de: """
        haben sie feuer, feuer fur|zum|anzunden, feuerstelle, lager feuer, feuer im kamin, kamin feuer, feuer und flamme, brennt licht, brennt kein|noch licht, brennt die|eine lampe|kerze|sonne, brennt nicht, \
        zimmer|flur|kuche|haus|hotel brennt das|ein|noch|kein|immer licht, licht|lampe|sonne|kerze|augen|haut brennt, feueralarm test|ubung|probe, rauchmelder batterie|piept, riecht nach zigaretten*|zigarre*|tabak, zigarettenrauch, rauch von zigarette*, rauch von|der der zigarette*, \
        polizeistation, notfall nummer|plan|kontakt|ausgang, kein notfall, im notfall, fur den notfall, notfallnummer, funken uber*, messer und gabel|loffel, messer und eine gabel, explosion der|an|von farben|aromen, \
        sterbe vor hunger|durst|langeweile, stirbt vor hunger, brauche|brauchen|braucht keinen arzt|krankenwagen|notarzt
        """,
        .fr: """
        feu de camp|bois|joie|artifice|cheminee|signalisation, feu rouge|vert, feux d artifice, avez vous du feu, sortie|sorties de secours, issue* de secours, a l aide d|de|du|des, \
        escalier de secours, trousse de secours, roue de secours, extincteur, alarme incendie test|essai, fumee de cigarette|cigarettes|tabac|cigare, fumee cigarette|tabac, odeur de tabac|cigarette, sent la cigarette, sent le tabac, \
        commissariat de police, poste de police, police d assurance, couteau et fourchette|cuillere, couteau et une fourchette|cuillere, couteau a|pour pain|beurre|viande|fromage|poisson|steak|couper, couteau pour le|la pain|beurre|viande|fromage|gateau, \
        numero* d urgence, pas une urgence, pas urgent, en cas d urgence, meurt|meurs de faim|soif|rire|envie, bombe de|a bain|serviette, poisson bombe, medecin traitant, \
        pas besoin d un medecin|docteur, pas besoin d une|un ambulance|medecin, pas besoin d ambulance, \
        du feu dans la|une cheminee
        """,
        .it: """
        uscita|uscite di emergenza|sicurezza, scala di emergenza, numero|numeri di emergenza, non e un emergenza, in caso di emergenza, contatto di emergenza, fuoco lento, fuochi d artificio, \
        odore|puzza di sigaretta|sigarette|tabacco, fumo di sigaretta|sigarette, io fumo in|sul|nel|nella, stazione|caserma di|dei polizia|carabinieri, questura, coltello e forchetta|cucchiaio, coltello da|per burro|pane|carne|tavola|cucina|torta|formaggio|bistecca, pronto soccorso, \
        muoio|morendo di fame|sete|sonno|caldo|freddo|noia, bomba di|da bagno, estintore, infarto per il prezzo|conto, al sangue
        """,
        .pt: """
        saida|saidas de emergencia, numero|numeros|telefone|contato|contacto de emergencia, nao e uma emergencia, em caso de emergencia, fogo de artificio, fogos de artificio, fogo lento, fogao, \
        cheiro|cheira de|a cigarro|tabaco, fumo de cigarro|tabaco, eu fumo no|na|em, eu|nao|ja fumo, esquadra|delegacia|posto de|da policia, faca e garfo|colher, faca de|para manteiga|pao|carne|mesa|bolo|queijo, pronto socorro, \
        morrendo|morrer|a de|morrer fome|sede|sono|calor|frio|tedio|rir, morrer de fome|sede, bomba de|de agua|banho, extintor
        """,
        .nl: """
        brand blusser, brandtrap, brandoefening, nooduitgang, haardvuur, brand new|name, welk|welke|which|what|any|local|good|same|this|that|your brand, sigarettenrook, rook van sigaretten, ruikt naar sigaretten, politiebureau, \
        geen noodgeval, in geval van nood, mes en vork|lepel, mes en een vork|lepel, mes om|voor brood|kaas|vlees|boter, brandt licht|niet, brandt geen|nog licht, brandt de|het|een lamp|licht|kaars, lamp|licht brandt
        """,
        .pl:
            "wyjscie awaryjne|ewakuacyjne, gasnica, ogien w kominku, palic w|na, zapach papierosow, dym papierosowy|z papierosow, komisariat policji, noz i|do, nozem i widelcem, umieram z glodu, numer alarmowy, pali sie swiatlo|lampka, nie pali sie",
        .tr:
            "yangin merdiveni|tupu|cikisi|sondurucu*, acil cikis, acil durum numarasi|cikisi|plani|telefonu, sigara dumani|kokusu, polis merkezi|karakolu, acliktan oluyorum, bicak ve, isik yaniyor, isigi yaniyor, lamba yaniyor",
        .sv:
            "brandovning, nodutgang, brandslackare, eld i oppna, oppen eld|spis, cigarettrok, lukt av cigarett*, luktar cigarett*, polisstation, kniv och gaffel, dor av hunger, lampan brinner, brinner inte, kniv gaffel",
        .ru:
            "пожарный выход|кран|извещатель, пожарная лестница|сигнализация, запах сигарет|табака, сигаретный дым, дым сигарет, горит свет|лампа|лампочка|индикатор|кнопка, свет|лампа|лампочка|не горит, нож и вилка|вилку, ножом и вилкой, нож для, огонь в камине, случае пожара",
        .uk:
            "пожежний вихід, пожежна драбина|сигналізація, запах сигарет|тютюну, сигаретний дим, горить світло|лампа|лампочка, світло|лампа|не горить, ніж і|та|для, ножем і|та виделкою, вогонь у|в каміні, помираю з голоду",
        .el:
            "έξοδος κινδύνου, μυρωδιά από τσιγάρο*, μυρωδιά τσιγάρο*, μυρίζει τσιγάρο, καπνός|καπνό|καπνοί από|του τσιγάρο*, καπνός|καπνό τσιγάρο*",
        .zh:
            "预防火灾,预防火災,火灾报警器没电,火災警報器沒電,火灾保险,火災保險,对着火,對著火,朝着火,朝著火,向着火车,向著火車,沿着火,看着火车,看著火車,没着火,沒著火,没有着火,沒有著火,没有火灾,沒有火災,不是火灾,不是火災",
        .ja: "消火器,火災報知器のテスト,火災保険,非常口,火事ではあり,火事ではな,火事じゃな",
        .ko: "공격적,공격수,화재 보험,화재가 아니",
        .ar:
            "مخرج الطوارئ,طفاية حريق,طفاية الحريق,دخان السجائر,دخان سجائر,مركز الشرطة,بسكين وشوكة,بدون دخان,بلا دخان,خالية من الدخان,خالي من الدخان,كاشف دخان,كاشف الدخان,لا يوجد دخان,لا يوجد حريق,ليس هناك حريق",
        .he: "יציאת חירום,מטף,עשן סיגריות,תחנת משטרה,סכין ומזלג,אין שריפה,אין שרפה,אין עשן",
        .th: "ทางหนีไฟ,สถานีตำรวจ,ปืนฉีดน้ำ,ควันบุหรี่,ไม่มีไฟไหม้,ไม่ใช่ไฟไหม้",
        .hi: "आपातकालीन निकास,आग नहीं लग",
    ]
}
