extension DangerPhrases {
    static let medical: [SpokenLanguage: String] = [
        .en: """
        cant|cannot|cnt|couldnt|barely ~ breathe|breath|breathing, can not breathe, hard to breathe, not|stopped|isnt breathing, \
        trouble|difficulty|struggling|problems ~ breathing|breathe, chest pain|pains|hurts, pain|tightness ~ chest, heart attack, cardiac arrest, \
        having|has a stroke, think ~ stroke, ambulance, paramedic, paramedics, unconscious, unresponsive, passed out, fainted, \
        he|she|wife|husband|son|daughter|mother|father|mom|dad|baby|guest|someone|somebody|man|woman|friend|person ~ collapsed, \
        seizure, seizures, overdose, overdosed, choking, anaphyla*, having|has|had|severe|bad ~ allergic reaction, need|needs|needed|used|using|gave ~ epipen, bleeding, bleeds ~ heavily|badly, \
        need a|to see|an|the|urgent doctor|medic|paramedic, need to see a doctor, need a doctor|medic, call|get|send|bring a|the|me|us|an doctor|medic|ambulance, \
        is ~ a doctor here|available|now, medical emergency, kill myself, suicide, suicidal, want to die, end my life, hurt|cut myself, \
        he|she|hes|shes|husband|wife|mother|father|mom|dad|son|daughter|baby|friend|someone|somebody|guest|man|woman is|are|think|might dying, hes|shes dying, i am dying $, \
        drowning, drowned, not responding|moving, wont|doesnt|isnt wake|waking up, \
        broke|broken|fractured ~ leg|arm|hip|ankle|neck|wrist, fell down the|from stairs, fell ~ stairs, fell off the|a roof|ladder, head injury, badly|seriously hurt|injured, \
        going into labor|labour, in labor|labour, been|got|was poisoned, swallowed ~ bleach|poison|battery|pills, electrocuted, electric shock, diabetic shock|coma, \
        asthma attack, panic attack, call 911|112|999|000, \
        he|she|i|someone|somebody|wife|husband|son|daughter|child|kid|boy|girl|baby|mother|father|mom|dad|friend|man|woman|guest|person ~ fell|fallen|falling|jumped|jumping off|from|out|over ~ balcony|roof|window|terrace, \
        blood everywhere, lots|pool|covered|full of|in ~ blood, so much blood, losing|lost ~ blood, coughing|vomiting|throwing|spitting ~ blood, took|taken|swallowed|had too many ~ pills|tablets|painkillers|medication|medicine, \
        took|taken|swallowed all|whole ~ pills|tablets|painkillers, will|does|is not wake|waking up, cant|cannot|couldnt wake him|her|my|our, dont|not want to live|exist $, dont|not want to live|exist anymore|any|longer, no reason to live, \
        better off dead, wish i was|were dead, end it all, take my own life, harm|harming myself, self harm
        """,
        .es: """
        no puedo|puede|consigo|logra|podemos ~ respirar, dificultad|cuesta ~ respirar, no respira, dolor* en el pecho, duele el pecho, infarto, \
        ambulancia, inconsciente, se desmayo, desmayado|desmayada, no responde $, convulsi*, sobredosis, me|se ahogo|ahoga|ahogando|esta ahogando, asfixi*, \
        reaccion alergica, sangra, sangrando, mucha sangre, emergencia medica, necesit*|llame*|manden un|a|al medico|doctor, suicid*, quiero morir, \
        ataque al corazon, ataque de panico|asma, derrame cerebral, se ha caido, se cayo ~ escaleras, envenen*, \
        esta|se muriendo|muere, llame* al 112|911, \
        quiero matarme, voy a matarme, sangre por todas|todos|todo, perdiendo|pierde ~ sangre, alguien|hijo|hija|nino|nina|marido|mujer|esposa|esposo|madre|padre|hombre|amigo|amiga|persona ~ cayo|caido|tiro|salto ~ balcon|ventana|tejado|terraza, \
        demasiadas|tantas pastillas|pildoras, demasiados medicamentos, no se despierta|desperto, marido|mujer|esposa|esposo|hijo|hija|madre|padre|amigo|amiga|bebe no despierta, no quiero vivir $, no quiero vivir mas, no quiero seguir viviendo
        """,
        .de: """
        kann|konnen|bekomme|bekomm|bekommen|kriege|krieg|kriegen|kriegt|bekommt ~ nicht|keine|kaum ~ atmen|luft, ^ keine luft $, atmet nicht, atemnot, herzinfarkt, herzanfall, brustschmerz*, \
        schmerzen in|im der brust, krankenwagen, notarzt, rettungswagen, bewusstlos*, ohnmachtig, in ohnmacht, zusammengebrochen, krampfanfall, uberdosis, erstick*, \
        allergische* reaktion|schock, blutet, blute stark, stark blutend*, medizinischer notfall, brauche|brauchen|braucht ~ arzt|notarzt|arztin, rufen ~ arzt|krankenwagen, \
        selbstmord, ich ~ mich umbringen, mich selbst umbringen, schlaganfall, stirbt, ertrinkt, vergiftet, panikattacke, asthmaanfall, schwer verletzt, die treppe ~ gefallen|gesturzt, reagiert nicht mehr, \
        blut uberall, uberall ~ blut, viel blut, verliert|verliere ~ blut, jemand|kind|sohn|tochter|mann|frau|mutter|vater|freund|freundin|gast|person|er|sie ~ balkon|fenster|dach ~ gefallen|gesturzt|gesprungen, \
        zu viele ~ tabletten|pillen|schlaftabletten|medikamente, wacht nicht auf, wacht nicht mehr|einfach|richtig auf, wachen nicht auf, lasst sich nicht wecken|aufwecken, nicht mehr leben, will sterben
        """,
        .fr: """
        peux|peut|arrive|arrive|n ~ pas|plus|a respirer, pas a respirer, mal a respirer, ne respire pas|plus, crise cardiaque, \
        douleur* ~ poitrine, mal ~ poitrine, ambulance, samu, inconscient*, evanoui*, convulsion*, overdose, m|s etouffe, etouffe $, \
        reaction allergique, saigne*, urgence medicale, besoin d un medecin|docteur, appelez ~ medecin|docteur|ambulance|pompiers|samu, suicid*, je ~ me tuer, \
        est|va en train de mourir, va mourir, fait|faisant|fais un avc, un avc, se noie, empoisonn*, crise d asthme|angoisse|panique, gravement blesse*, tombe* dans les escaliers, \
        sang partout, beaucoup de sang, plein de sang, perd|perds ~ sang, quelqu|fils|fille|enfant|mari|femme|homme|mere|pere|ami|amie|bebe|il|elle ~ tombe|tombee|saute ~ balcon|fenetre|toit, \
        pris trop de medicaments|cachets|comprimes|somniferes|pilules, se reveille pas|plus, veux|voudrais plus vivre, plus envie de vivre, veux mourir, envie de mourir
        """,
        .it: """
        non riesco|riesce ~ respirare, non respir*, fatica a respirare, infarto, attacco di cuore|panico|asma, dolore* al petto, ambulanza, incosciente, privo di sensi, \
        svenut*, convulsion*, overdose, sto|sta soffocando, soffoca $, reazione allergica, sanguina, sanguino, sanguinando, perde|tanto ~ sangue, emergenza medica, bisogno di|del un medico|dottore, bisogno di un medico|dottore, \
        chiamate|chiami ~ medico|dottore|ambulanza, suicid*, voglio uccidermi, ictus, sta morendo, annega*, avvelenat*, gravemente ferit*, caduto|caduta ~ scale, \
        sangue dappertutto|ovunque, pieno|piena di sangue, qualcuno|figlio|figlia|bambino|bambina|marito|moglie|uomo|donna|madre|padre|amico|amica|persona ~ caduto|caduta|buttato|buttata|saltato ~ balcone|finestra|tetto, \
        troppe ~ pillole|pastiglie|compresse, troppi farmaci|sonniferi, non si sveglia, non voglio vivere $, non voglio ~ piu vivere, voglio morire
        """,
        .pt: """
        nao consigo|consegue|posso|pode respirar, dificuldade ~ respirar, nao respira, dor* no peito, infarto, enfarte, ambulancia, inconsciente, \
        desmai*, convuls*, overdose, sufocando, a|esta sufocar, engasg*, reacao alergica, sangrar, sangrando, a sangrar, muito sangue, emergencia medica, \
        preciso|precisamos|chame|chamem ~ medico|doutor, suicid*, quero|vou me matar, quero|vou matar me, ataque cardiaco, um|teve|tendo avc, derrame cerebral, esta|a morrendo|morrer, esta a morrer, afog*, envenen*, \
        ataque de panico|asma, caiu ~ escada|escadas, gravemente ferido|ferida, \
        sangue por todo|toda, alguem|filho|filha|crianca|marido|mulher|homem|mae|pai|amigo|amiga|pessoa ~ caiu|atirou|saltou|pulou ~ varanda|janela|telhado|sacada, \
        comprimidos|remedios demais, demasiados comprimidos|medicamentos, tantos comprimidos, marido|mulher|esposa|filho|filha|mae|pai|bebe|amigo|amiga|ele|ela nao acorda, nao quero ~ mais viver, nao quero viver mais, nao quero viver $, quero morrer
        """,
        .nl: """
        krijg|krijgt ~ geen lucht|adem, geen adem, kan niet ademen, ademt niet, hartaanval, hartinfarct, pijn op|in ~ borst, ambulance, bewusteloos, flauwgevallen, \
        overdosis, stikt, stikken, allergische reactie, bloedt, bloeden, heb|hebben|heeft ~ dokter|arts nodig, bel ~ dokter|arts|112, beroerte, zelfmoord, \
        gaat dood, aan het sterven, verdrinkt, vergiftigd, paniekaanval, zwaargewond, medisch noodgeval, van de trap gevallen, \
        bloed overal, overal ~ bloed, veel bloed, iemand|kind|zoon|dochter|man|vrouw|vriend|vriendin|hij|zij ~ balkon|raam|dak ~ gevallen|gesprongen, te veel pillen|tabletten|medicijnen|slaappillen, \
        wordt niet ~ wakker, niet meer leven, ik wil dood
        """,
        .pl: """
        nie moge|moze oddychac, nie oddycha, dusze sie, dusi sie, zawal*, bol w klatce, karetk*, pogotowie, nieprzytomn*, zemdlal*, stracil* przytomnosc, \
        drgawki, przedawkowa*, reakcja alergiczna, krwawi*, potrzebuje|potrzebujemy lekarza, wezw*|prosze ~ lekarza|pogotowie|karetke, udar, samoboj*, umiera, ktos tonie, \
        atak paniki|astmy, ciezko ranny, \
        wszedzie krew, wszedzie jest krew, krew jest wszedzie, duzo krwi, spadl|spadla|wypadl|wypadla|wyskoczyl|wyskoczyla z ~ balkonu|okna|dachu, za duzo tabletek|lekow, nie budzi sie, sie nie budzi, \
        nie chce juz|dluzej zyc, nie chce zyc $, nie chce mi sie zyc, chce umrzec
        """,
        .tr: """
        nefes alam*, nefes almiyor, nefesim kesil*, kalp krizi, gogsum agriyor, gogus agrisi, ambulans, kendinden gecti, bilincini kaybetti, bilincsiz, bilinci kapali, nobet geciriyor, \
        asiri doz, boguluyor*, alerjik reaksiyon, kaniyor, kanamasi var, cok kan, doktor lazim|cagirin|gerekiyor, doktora ihtiyac*, felc geciriyor, intihar, olmek istiyorum, zehirlen*, acil saglik, \
        her yer|yerde kan, balkondan|pencereden|catidan dustu|dusmus|atladi, cok fazla hap|ilac, uyanmiyor, yasamak istemiyorum
        """,
        .sv: """
        kan inte|knappt andas, far ingen luft, andas inte, hjartattack, hjartinfarkt, ont i brostet, brostsmarta, ambulans, medvetslos, svimmat, \
        krampanfall, overdos, kvavs, allergisk reaktion, bloder, behover ~ lakare|doktor, ring ~ lakare|doktor|ambulans|112, har|fatt|far stroke|en stroke, sjalvmord, ar doende, drunknar, \
        forgiftad, panikattack, astmaanfall, \
        blod overallt, overallt ~ blod, mycket blod, nagon|barn|barnet|son|dotter|man|kvinna|fru|han|hon ~ ramlat|ramlade|foll|fallit|hoppade|hoppat ~ balkongen|fonstret|taket, for manga tabletter|piller, vaknar inte, inte leva langre, vill inte leva $, vill do $
        """,
        .ru: """
        не могу|может дышать, не дышит, трудно дышать, задыха*, сердечный приступ, инфаркт, инсульт, боль в груди, скорую, скорая помощь, без сознания, \
        потерял|потеряла сознание, упал|упала в обморок, судороги, передозировка, аллергическая реакция, кровотечение, сильно кровь, истекает кровью, \
        нужен|вызовите врач|врача|доктор|доктора, самоубийств*, умирает, тонет, отравил*, паническая атака, покончить с собой, \
        кровь ~ везде|повсюду, везде|повсюду ~ кровь, много крови, упал|упала|выпал|выпала|выпрыгнул|выпрыгнула|спрыгнул|спрыгнула с|из ~ балкона|окна|крыши, слишком много ~ таблеток, наглотался|наглоталась ~ таблеток, не просыпается, не хочу больше жить, больше не хочу жить, не хочу жить $, хочу умереть
        """,
        .uk: """
        не можу|може дихати, не дихає, важко дихати, задиха*, серцевий напад, інфаркт, інсульт, біль у|в грудях, швидку, швидка допомога, без свідомості, \
        знепритомні*, втратив|втратила свідомість, судоми, передозування, алергічна реакція, кровотеча, кровоточить, \
        потрібен|викличте лікар|лікаря, самогубств*, помирає, тоне, отруї*, \
        кров ~ всюди|скрізь, всюди|скрізь ~ кров, багато крові, впав|впала|випав|випала|вистрибнув|вистрибнула з ~ балкона|вікна|даху, забагато таблеток, занадто багато таблеток, не прокидається, не хочу більше жити, більше не хочу жити, не хочу жити $, хочу померти
        """,
        .el:
            "δεν μπορώ να αναπνεύσω, δεν αναπνέει, έμφραγμα, καρδιακή προσβολή, πόνο* στο στήθος, ασθενοφόρο, αναίσθητο*, λιποθύμησε, αιμορραγ*, αλλεργική αντίδραση, χρειάζομαι γιατρό, καλέστε γιατρό, εγκεφαλικό, πνίγεται, αυτοκτονία, αίμα παντού, παντού αίμα, έπεσε από το μπαλκόνι|παράθυρο, πάρα πολλά χάπια, δεν ξυπνά|ξυπνάει, δεν θέλω να ζω|ζήσω, θέλω να πεθάνω",
        .zh:
            "不能呼吸,无法呼吸,無法呼吸,喘不过气,喘不過氣,呼吸困难,呼吸困難,没有呼吸,沒有呼吸,救护车,救護車,心脏病发,心臟病發,胸口痛,胸痛,晕倒,暈倒,昏倒,昏迷,失去意识,失去意識,过敏反应,過敏反應,流血不止,大出血,在流血,噎住,窒息,中风了,中風了,他中风,她中风,他中風,她中風,突然中风,突然中風,脑中风,腦中風,好像中风,好像中風,可能中风,可能中風,自杀,自殺,溺水,中毒,叫医生,叫醫生,需要医生,需要醫生,到处是血,到處是血,全是血,很多血,坠楼,墜樓,跳楼,跳樓,从阳台摔,從陽台摔,吃了太多药,吃了太多藥,太多安眠药,太多安眠藥,叫不醒,醒不过来,醒不過來,不想活",
        .ja:
            "息ができ,息が出来,呼吸ができ,呼吸が出来,息をして,救急車,心臓発作,胸が痛,胸が苦し,意識がな,意識不明,倒れて,倒れまし,気を失,痙攣,けいれん,アレルギー反応,血が止まら,出血,窒息,喉に詰ま,脳卒中,自殺,死にたい,溺れ,医者を呼ん,医者が必要,お医者さんを,血だらけ,血まみれ,転落,人が落ち,薬を飲みすぎ,薬を飲み過ぎ,薬を大量に,目を覚まさな,生きていたくな,生きたくな",
        .ko:
            "숨을 못,숨을 쉴 수,숨이 안,숨쉬기 힘,숨 못,구급차,심장마비,가슴이 아,가슴 통증,쓰러졌,쓰러져,의식이 없,의식을 잃,기절,발작,알레르기 반응,피가 많이,피가 멈추,출혈,질식,뇌졸중,자살,죽고 싶,익사,의사가 필요,의사를 불러,피투성이,피를 많이,사람이 떨어졌,추락했,약을 너무 많이,깨어나지 않,깨어나질 않,살고 싶지 않,살기 싫",
        .ar:
            "لا أستطيع التنفس,لا استطيع التنفس,لا يتنفس,لا يستطيع التنفس,ضيق في التنفس,صعوبة في التنفس,إسعاف,اسعاف,نوبة قلبية,أزمة قلبية,ألم في الصدر,فقد الوعي,فقدت الوعي,فاقد الوعي,أغمي عليه,مغمى عليه,ينزف,نزيف,رد فعل تحسسي,أحتاج طبيب,احتاج طبيب,أحتاج إلى طبيب,جلطة,يختنق,انتحار,يغرق,تسمم,دم في كل مكان,الدم في كل مكان,دماء في كل مكان,سقط من الشرفة,سقطت من الشرفة,الكثير من الحبوب,لا يستيقظ,لا تستيقظ,لا أريد أن أعيش,أريد أن أموت",
        .he:
            "לא יכול לנשום,לא יכולה לנשום,לא נושם,אמבולנס,התקף לב,כאבים בחזה,כאב בחזה,מחוסר הכרה,איבד הכרה,התעלף,מדמם,תגובה אלרגית,צריך רופא,צריכה רופא,שבץ,נחנק,טובע,התאבד,דם בכל מקום,נפל מהמרפסת,נפלה מהמרפסת,יותר מדי כדורים,לא מתעורר,לא רוצה לחיות,רוצה למות",
        .th:
            "หายใจไม่ออก,รถพยาบาล,หัวใจวาย,เจ็บหน้าอก,หมดสติ,เป็นลม,เลือดออก,ต้องการหมอ,เรียกหมอ,จมน้ำ,ฆ่าตัวตาย,ปลุกไม่ตื่น,ไม่อยากมีชีวิตอยู่",
        .hi:
            "सांस नहीं,साँस नहीं,एम्बुलेंस,एंबुलेंस,दिल का दौरा,सीने में दर्द,बेहोश,खून बह,डॉक्टर चाहिए,डॉक्टर को बुला,आत्महत्या,जीना नहीं चाह,मरना चाहता हूँ,मरना चाहती हूँ,मरना चाहता हूं,मरना चाहती हूं,ख़ून बह",
    ]
}
