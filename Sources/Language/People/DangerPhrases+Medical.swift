extension DangerPhrases {
    static let medical: [SpokenLanguage: String] = [
        .en: """
        cant|cannot|cnt|couldnt|barely ~ breathe|breath|breathing, can not breathe, hard to breathe, not|stopped|isnt breathing, \
        trouble|difficulty|struggling|problems ~ breathing|breathe, chest pain|pains|hurts, pain|tightness ~ chest, heart attack, cardiac arrest, \
        having|has a stroke, think ~ stroke, ambulance, paramedic, paramedics, unconscious, unresponsive, passed out, fainted, \
        he|she|wife|husband|son|daughter|mother|father|mom|dad|baby|guest|someone|somebody|man|woman|friend|person ~ collapsed, \
        seizure, seizures, overdose, overdosed, choking, anaphyla*, having|has|had|severe|bad ~ allergic reaction, epipen, bleeding, bleeds ~ heavily|badly, \
        need a|to see|an|the|urgent doctor|medic|paramedic, need to see a doctor, need a doctor|medic, call|get|send|bring a|the|me|us|an doctor|medic|ambulance, \
        is ~ a doctor here|available|now, medical emergency, kill myself, suicide, suicidal, want to die, end my life, hurt|cut myself, \
        he|she|hes|shes|husband|wife|mother|father|mom|dad|son|daughter|baby|friend|someone|somebody|guest|man|woman is|are|think|might dying, hes|shes dying, i am dying $, \
        drowning, drowned, not responding|moving, wont|doesnt|isnt wake|waking up, \
        broke|broken|fractured ~ leg|arm|hip|ankle|neck|wrist, fell down|off the|from stairs|balcony|roof|ladder, fell ~ stairs, head injury, badly|seriously hurt|injured, \
        going into labor|labour, in labor|labour, been|got|was poisoned, swallowed ~ bleach|poison|battery|pills, electrocuted, electric shock, diabetic shock|coma, \
        asthma attack, panic attack, call 911|112|999|000
        """,
        .es: """
        no puedo|puede|consigo|logra|podemos ~ respirar, dificultad|cuesta ~ respirar, no respira, dolor* en el pecho, duele el pecho, infarto, \
        ambulancia, inconsciente, se desmayo, desmayado|desmayada, no responde $, convulsi*, sobredosis, me|se ahogo|ahoga|ahogando|esta ahogando, asfixi*, \
        reaccion alergica, sangra, sangrando, mucha sangre, emergencia medica, necesit*|llame*|manden un|a|al medico|doctor, suicid*, quiero morir, \
        ataque al corazon, ataque de panico|asma, derrame cerebral, se ha caido, se cayo ~ escaleras, envenen*, \
        esta|se muriendo|muere, llame* al 112|911
        """,
        .de: """
        kann|bekomme|kriege|kriegt|bekommt ~ nicht|keine|kaum ~ atmen|luft, keine luft, atmet nicht, atemnot, herzinfarkt, herzanfall, brustschmerz*, \
        schmerzen in|im der brust, krankenwagen, notarzt, rettungswagen, bewusstlos*, ohnmachtig, in ohnmacht, zusammengebrochen, krampfanfall, uberdosis, erstick*, \
        allergische* reaktion|schock, blutet, blute stark, stark blutend*, medizinischer notfall, brauche|brauchen|braucht ~ arzt|notarzt|arztin, rufen ~ arzt|krankenwagen, \
        selbstmord, mich umbringen, schlaganfall, stirbt, ertrinkt, vergiftet, panikattacke, asthmaanfall, schwer verletzt, die treppe ~ gefallen|gesturzt, reagiert nicht mehr
        """,
        .fr: """
        peux|peut|arrive|arrive|n ~ pas|plus|a respirer, pas a respirer, mal a respirer, ne respire pas|plus, crise cardiaque, \
        douleur* ~ poitrine, mal ~ poitrine, ambulance, samu, inconscient*, evanoui*, convulsion*, overdose, m|s etouffe, etouffe $, \
        reaction allergique, saigne*, urgence medicale, besoin d un medecin|docteur, appelez ~ medecin|docteur|ambulance|pompiers|samu, suicid*, me tuer, \
        est|va en train de mourir, va mourir, avc, se noie, empoisonn*, crise d asthme|angoisse|panique, gravement blesse*, tombe* dans les escaliers
        """,
        .it: """
        non riesco|riesce ~ respirare, non respir*, fatica a respirare, infarto, attacco di cuore|panico|asma, dolore* al petto, ambulanza, incosciente, privo di sensi, \
        svenut*, convulsion*, overdose, sto|sta soffocando, soffoca $, reazione allergica, sanguina, sanguino, sanguinando, perde|tanto ~ sangue, emergenza medica, bisogno di|del un medico|dottore, bisogno di un medico|dottore, \
        chiamate|chiami ~ medico|dottore|ambulanza, suicid*, uccidermi, ictus, sta morendo, annega*, avvelenat*, gravemente ferit*, caduto|caduta ~ scale
        """,
        .pt: """
        nao consigo|consegue|posso|pode respirar, dificuldade ~ respirar, nao respira, dor* no peito, infarto, enfarte, ambulancia, inconsciente, \
        desmai*, convuls*, overdose, sufocando, a|esta sufocar, engasg*, reacao alergica, sangrar, sangrando, a sangrar, muito sangue, emergencia medica, \
        preciso|precisamos|chame|chamem ~ medico|doutor, suicid*, me matar, ataque cardiaco, avc, derrame cerebral, esta|a morrendo|morrer, esta a morrer, afog*, envenen*, \
        ataque de panico|asma, caiu ~ escada|escadas, gravemente ferido|ferida
        """,
        .nl: """
        krijg|krijgt ~ geen lucht|adem, geen adem, kan niet ademen, ademt niet, hartaanval, hartinfarct, pijn op|in ~ borst, ambulance, bewusteloos, flauwgevallen, \
        overdosis, stikt, stikken, allergische reactie, bloedt, bloeden, heb|hebben|heeft ~ dokter|arts nodig, bel ~ dokter|arts|112, beroerte, zelfmoord, \
        gaat dood, aan het sterven, verdrinkt, vergiftigd, paniekaanval, zwaargewond, medisch noodgeval, van de trap gevallen
        """,
        .pl: """
        nie moge|moze oddychac, nie oddycha, dusze sie, dusi sie, zawal*, bol w klatce, karetk*, pogotowie, nieprzytomn*, zemdlal*, stracil* przytomnosc, \
        drgawki, przedawkowa*, reakcja alergiczna, krwawi*, potrzebuje|potrzebujemy lekarza, wezw*|prosze ~ lekarza|pogotowie|karetke, udar, samoboj*, umiera, ktos tonie, \
        atak paniki|astmy, ciezko ranny
        """,
        .tr: """
        nefes alam*, nefes almiyor, nefesim kesil*, kalp krizi, gogsum agriyor, gogus agrisi, ambulans, kendinden gecti, bilincini kaybetti, bilincsiz, bilinci kapali, nobet geciriyor, \
        asiri doz, boguluyor*, alerjik reaksiyon, kaniyor, kanamasi var, cok kan, doktor lazim|cagirin|gerekiyor, doktora ihtiyac*, felc geciriyor, intihar, olmek istiyorum, zehirlen*, acil saglik
        """,
        .sv: """
        kan inte|knappt andas, far ingen luft, andas inte, hjartattack, hjartinfarkt, ont i brostet, brostsmarta, ambulans, medvetslos, svimmat, \
        krampanfall, overdos, kvavs, allergisk reaktion, bloder, behover ~ lakare|doktor, ring ~ lakare|doktor|ambulans|112, har|fatt|far stroke|en stroke, sjalvmord, ar doende, drunknar, \
        forgiftad, panikattack, astmaanfall
        """,
        .ru: """
        не могу|может дышать, не дышит, трудно дышать, задыха*, сердечный приступ, инфаркт, инсульт, боль в груди, скорую, скорая помощь, без сознания, \
        потерял|потеряла сознание, упал|упала в обморок, судороги, передозировка, аллергическая реакция, кровотечение, сильно кровь, истекает кровью, \
        нужен|вызовите врач|врача|доктор|доктора, самоубийств*, умирает, тонет, отравил*, паническая атака, покончить с собой
        """,
        .uk: """
        не можу|може дихати, не дихає, важко дихати, задиха*, серцевий напад, інфаркт, інсульт, біль у|в грудях, швидку, швидка допомога, без свідомості, \
        знепритомні*, втратив|втратила свідомість, судоми, передозування, алергічна реакція, кровотеча, кровоточить, \
        потрібен|викличте лікар|лікаря, самогубств*, помирає, тоне, отруї*
        """,
        .el:
            "δεν μπορώ να αναπνεύσω, δεν αναπνέει, έμφραγμα, καρδιακή προσβολή, πόνο* στο στήθος, ασθενοφόρο, αναίσθητο*, λιποθύμησε, αιμορραγ*, αλλεργική αντίδραση, χρειάζομαι γιατρό, καλέστε γιατρό, εγκεφαλικό, πνίγεται, αυτοκτονία",
        .zh:
            "不能呼吸,无法呼吸,無法呼吸,喘不过气,喘不過氣,呼吸困难,呼吸困難,没有呼吸,沒有呼吸,救护车,救護車,心脏病发,心臟病發,胸口痛,胸痛,晕倒,暈倒,昏倒,昏迷,失去意识,失去意識,过敏反应,過敏反應,流血不止,大出血,在流血,噎住,窒息,中风,中風,自杀,自殺,溺水,中毒,叫医生,叫醫生,需要医生,需要醫生",
        .ja:
            "息ができ,息が出来,呼吸ができ,呼吸が出来,息をして,救急車,心臓発作,胸が痛,胸が苦し,意識がな,意識不明,倒れて,倒れまし,気を失,痙攣,けいれん,アレルギー反応,血が止まら,出血,窒息,喉に詰ま,脳卒中,自殺,死にたい,溺れ,医者を呼ん,医者が必要,お医者さんを",
        .ko:
            "숨을 못,숨을 쉴 수,숨이 안,숨쉬기 힘,숨 못,구급차,심장마비,가슴이 아,가슴 통증,쓰러졌,쓰러져,의식이 없,의식을 잃,기절,발작,알레르기 반응,피가 많이,피가 멈추,출혈,질식,뇌졸중,자살,죽고 싶,익사,의사가 필요,의사를 불러",
        .ar:
            "لا أستطيع التنفس,لا استطيع التنفس,لا يتنفس,لا يستطيع التنفس,ضيق في التنفس,صعوبة في التنفس,إسعاف,اسعاف,نوبة قلبية,أزمة قلبية,ألم في الصدر,فقد الوعي,فقدت الوعي,فاقد الوعي,أغمي عليه,مغمى عليه,ينزف,نزيف,رد فعل تحسسي,أحتاج طبيب,احتاج طبيب,أحتاج إلى طبيب,جلطة,يختنق,انتحار,يغرق,تسمم",
        .he:
            "לא יכול לנשום,לא יכולה לנשום,לא נושם,אמבולנס,התקף לב,כאבים בחזה,כאב בחזה,מחוסר הכרה,איבד הכרה,התעלף,מדמם,תגובה אלרגית,צריך רופא,צריכה רופא,שבץ,נחנק,טובע,התאבד",
        .th: "หายใจไม่ออก,รถพยาบาล,หัวใจวาย,เจ็บหน้าอก,หมดสติ,เป็นลม,เลือดออก,ต้องการหมอ,เรียกหมอ,จมน้ำ,ฆ่าตัวตาย",
        .hi: "सांस नहीं,साँस नहीं,एम्बुलेंस,एंबुलेंस,दिल का दौरा,सीने में दर्द,बेहोश,खून बह,डॉक्टर चाहिए,डॉक्टर को बुला,आत्महत्या",
    ]
}
