extension DangerPhrases {
    static let security: [SpokenLanguage: String] = [
        .en: """
        call|need|get|send ~ police, police now|immediately|please|help, ^ police $, intruder, intruders, broke|break|breaking|broken into, \
        trying to break|get|come|enter|force in|into|inside, tries|tried to get|break in|into, breaking in, \
        there is|s ~ stranger|intruder|man|somebody|someone in my|our room, theres ~ stranger|man|somebody|someone ~ my|our room, stranger in my|our room, \
        man|someone|somebody|guy|woman|person|he|she|hes|husband with|has|had|pulled|holding|pointing a gun|knife|weapon, gunshot, gunshots, gun shots, shots fired, active shooter, someone ~ shooting, \
        attacked, attacking, attack me|us|her|him, assault, assaulted, threatening ~ me|us|her|him|with, threatened, am|im|were|being|was followed, following me|us|her, \
        robbed, robbery, mugged, raped, to rape me|her|us, a rape, molested, sexually, domestic violence, hitting|beating|hit|beats|hits me|us|her|him|my|his, \
        stalking|stalker, kidnapped|kidnapping|hostage|hostages, bomb, terrorist|terrorists, explosion, exploded, \
        people|men|guys|guests ~ fighting, fight in|at ~ hallway|corridor|lobby|bar|room, scream* ~ help, screaming for, is|getting|became|being|very violent, \
        cant|can|cannot find|not my|our|find ~ son|daughter|child|kid|baby|toddler, \
        son|daughter|child|kid|baby|toddler is|has|s missing|lost|disappeared|gone, missing child, went missing, lost my|our|the|a child|son|daughter|toddler|baby|kid, \
        wants|trying|tried|tries|threatens|threatened|threatening|going|gonna|want to kill|murder|stab|shoot me|us|her|him|them|my, gonna kill me|us|her|him, \
        he|she|they|hell|theyll|someone|somebody|man|husband|boyfriend|ex will|ll|might|may|could kill|murder me|us|her|him, hell|shell|theyll kill me|us|her|him, stabbed|stabbing, was|been|got shot
        """,
        .es: """
        llam*|necesit* ~ policia, policia ya|ahora|por, ^ policia $, intruso*, entrando ~ mi habitacion, quiere|intenta|intentan|tratan|trata entrar|forzar, intentando|tratando ~ entrar, \
        alguien en mi habitacion, ladron, ladrones, pistola, con ~ cuchillo, me|nos|la|lo atac*|agred*|amenaz*|robaron|siguen|persiguen, atacando, agresion, violacion, violaron, \
        disparos, tiroteo, bomba en, explosion, pelea en, secuestr*, violencia domestica, me|la esta pegando|golpeando, perdido|perdida a mi|nuestro|nuestra hijo|hija, perdi a mi hijo|hija, no encuentro a mi hijo|hija|nino|nina, \
        hijo|hija|nino|nina ~ desaparec*, hijo|hija|nino|nina esta|se|anda perdido|perdida|perdio, hijo|hija|nino|nina se ha perdido, \
        matarme, matarnos, me|nos va|quiere|van|quieren ~ matar, hombre|alguien|tipo|mujer|persona con ~ cuchillo|navaja|pistola|arma, apunalad*, apunalo
        """,
        .de: """
        polizei rufen|holen|bitte|schnell|sofort, rufen|holen|brauche|brauchen ~ polizei, ^ polizei $, einbrecher*, eingebrochen, ^ einbruch $, ein einbruch, einbruch in|im, versucht ~ einzudringen|reinzukommen|einzubrechen, \
        fremder|jemand in meinem|unserem zimmer, pistole, messer bedroht, mit einem messer, angegriffen, greift ~ an, uberfall, uberfallen, bedroht|bedrohen, ausgeraubt, verfolgt mich|uns, werde verfolgt, \
        vergewalt*, schusse, schiesst|schiesserei, eine bombe, explosion, schlagerei, schlagt mich|sie|seine|ihn, hausliche gewalt, entfuhrt, geisel*, \
        kind|sohn|tochter ist ~ verschwunden|weg|verloren, finde|finden ~ kind|sohn|tochter nicht, vermisse*|vermissen ~ kind|sohn|tochter, \
        mich|uns|ihn umbringen|toten|ermorden, mann|jemand|frau|typ|kerl|person mit|hat ~ messer|pistole|waffe, niedergestochen
        """,
        .fr: """
        appel*|besoin ~ police, police vite|svp|s|maintenant, ^ police $, intrus, cambriol*, quelqu un ~ dans ma|notre chambre, essaie|essaye|tente ~ entrer|forcer, avec|a un|son pistolet|couteau, arme a feu, \
        agress*, attaqu* moi|nous|par|dans, m|nous attaqu*|menac*|suit|frappe, menace de, un viol, violee, coups de feu, fusillade, bombe dans, explosion, bagarre, frappe sa|ma|mon, violence* conjugale*, \
        enleve*, otage*, trouve|trouvons plus ~ fils|fille|enfant|bebe, fils|fille|enfant ~ disparu|disparue, fils|fille|enfant est|s ~ perdu|perdue, \
        me|nous|la tuer, homme|femme|quelqu|type|personne ~ couteau|pistolet|arme, poignarde|poignardee
        """,
        .it: """
        chiam* ~ polizia|carabinieri, polizia subito|per, ^ polizia $, intruso, estraneo in|nella, ladro in|nella, ladri in|nella, ladro, ladri, qualcuno ~ nella mia camera|stanza, cerca|cercando|provando ~ entrare, pistola, con un coltello, \
        aggred*, aggressione, aggressore, minacc*, rapina*, violenza, violentat*, stupr*, spari, sparatoria, bomba in|nel|nella|nell, esplosione, rissa, picchia*, seguendo mi, mi segue|seguono|seguendo, rapit*, ostaggi*, \
        non trovo ~ figlio|figlia|bambino|bambina, figlio|figlia|bambino|bambina ~ scompars*|sparit*, figlio|figlia|bambino|bambina si e persa|perso, perso mio|mia|nostro|nostra|il|la figlio|figlia|bambino|bambina, \
        uccidermi, ucciderci, ammazzarmi, ammazzarci, uomo|qualcuno|donna|ragazzo|persona con ~ coltello|pistola|arma, accoltellat*
        """,
        .pt: """
        chame*|chamem|preciso ~ policia, policia ja|agora|por, ^ policia $, intruso*, ladrao, ladroes, alguem ~ no meu quarto, tentar|tentando ~ entrar|arrombar, pistola, com uma faca, \
        atac*, agred*, agressao, ameac*, assaltad*, assalto, roubad*, violacao, estupr*, tiros, tiroteio, bomba no|na, explosao, briga no|na, me seguindo|batendo|seguir, a seguir me, batendo em, \
        violencia domestica, sequestr*, refem|refens, nao encontro ~ filho|filha|crianca, filho|filha|crianca ~ desaparec*|sumiu, filho|filha|crianca esta|perdeu|se ~ perdid*|perdeu, \
        me|nos matar, matar me|nos, homem|alguem|pessoa|mulher com ~ faca|arma|pistola, esfaque*
        """,
        .nl: """
        bel ~ politie, politie nu|snel|alstublieft, ^ politie $, inbreker*, inbraak, ingebroken, probeert ~ binnen, iemand ~ in mijn|onze kamer, pistool, met een mes, aangevallen, valt ~ aan, bedreigd|bedreigt, \
        overvallen, beroofd, verkracht, achtervolgd, schietpartij, een bom, bom in, explosie, vechtpartij, vechten op|in, slaat me|haar|hem|zijn, gegijzeld, ontvoerd, kind|zoon|dochter is ~ kwijt|vermist|weg, \
        me|mij|ons vermoorden|doden, man|iemand|vrouw|persoon met ~ mes|pistool|wapen, neergestoken
        """,
        .pl: """
        wezw*|zadzwon*|potrzebuje ~ policje|policji, ^ policja $, wlaman*, wlamuje, wlamywacz*, ktos ~ w moim|naszym pokoju, probuje ~ wejsc, z|ma pistolet|pistoletem, z nozem, napad*, zaatakowa*, grozi mi|nam, okrad*, obrabowa*, zgwalc*, \
        sledzi mnie, strzaly, strzelanina, bomba w, wybuch, bojka, bije mnie|ja|go|zone, porwa*, zakladni*, zgubil* ~ dziecko|syn|corka, dziecko|syn|corka zaginel*|zniknel*, \
        chce|probuje ~ mnie|nas zabic, zabije mnie|nas, z|ma noz
        """,
        .tr: """
        polis cagirin|cagir|lazim|gelsin, ^ polis $, hirsiz var|girdi, hirsiz, odamda|odamizda biri|yabanci, iceri girmeye calis*, silah, bicakla|bicakli, saldir*, tehdit ediyor|etti, soyulduk, soyuldum, tecavuz, takip ediyor|ediliyorum, \
        silah sesi, patlama, bomba var, kavga var|ediyorlar, dovuyor, rehin, cocugum|oglum|kizim ~ kayip|kayboldu|yok, cocugumu|oglumu|kizimi bulam*, \
        beni|bizi oldurecek|oldurmek
        """,
        .sv: """
        ring ~ polisen, polisen nu|snalla, ^ polis $, ^ polisen $, inbrottstjuv, inbrott, nagon ~ i mitt|vart rum, forsoker ~ ta sig in|bryta, pistol, med ~ kniv, attackerad, overfallen, hotar mig|oss, hotad, ranad, valdtag*, valdtagen, \
        forfoljd, foljer efter mig, skottlossning, en bomb, explosion, slagsmal, slar mig|henne|honom, kidnapp*, gisslan, barn|son|dotter ar|har ~ borta|forsvunn*, hittar inte ~ barn|son|dotter, \
        doda mig|oss, man|nagon|person med ~ kniv|vapen|pistol
        """,
        .ru: """
        вызовите|нужна|позвоните ~ полицию|полиция, ^ полиция $, грабитель, грабители, ограбили, взлом*, в моем|нашем номере кто, кто то ~ в моем|нашем номере, пытается|пытаются ~ войти|ворваться, пистолет, с ножом, напал*, нападение, \
        угрожает|угрожают, изнасил*, преследует, преследуют, стреляют, выстрелы, бомба, взрыв, драка, дерутся, бьет меня|ее|его|жену|ребенка, избивает, похитили, заложник*, пропал|потерялся|пропала|потерялась ~ ребенок|сын|дочь|дочка, ребенок|сын|дочь ~ пропал|пропала|потерялся|потерялась, \
        меня|нас убить, убить меня|нас, убьет меня|нас, человек|мужчина|кто ~ с ножом, зарезал*
        """,
        .uk: """
        викличте|потрібна ~ поліцію|поліція, ^ поліція $, грабіжник, пограбува*, злам*, хтось ~ в моєму|нашому номері, намагається ~ увійти, пістолет, з ножем, напад*, напав|напали, погрожує, погрожують, згвалт*, переслідує, \
        стріляють, постріли, бомба, вибух, бійка, викрали, заручник*, дитина|син|донька ~ зник|зникла|загубився|загубилася, \
        мене|нас вбити|убити, вбити|убити мене|нас, вбʼє мене|нас
        """,
        .el:
            "αστυνομία τώρα, καλέστε ~ αστυνομία, διαρρήκτης, κλέφτης, όπλο, με μαχαίρι, επίθεση, με απειλεί, βιασμό*, πυροβολισμ*, βόμβα, έκρηξη, χάθηκε το παιδί, έχασα το παιδί, να με|μας σκοτώσει, θα με|μας σκοτώσει",
        .zh:
            "报警,報警,叫警察,有小偷,小偷,抢劫,搶劫,被抢,被搶,有人闯入,有人闖入,闯进,闖進,有枪,有槍,拿刀,持刀,袭击,襲擊,被打,打人,威胁我,威脅我,强奸,強姦,性侵,跟踪我,跟蹤我,枪声,槍聲,炸弹,炸彈,爆炸,绑架,綁架,孩子不见,孩子不見,孩子丢了,孩子走失,找不到孩子,要杀我,要殺我,想杀我,想殺我,要杀了我,要殺了我",
        .ja:
            "警察を呼,警察呼,泥棒,強盗,侵入者,誰かが部屋に,不審者,銃を,ナイフを持,刃物,襲われ,襲って,脅され,脅して,レイプ,つけられて,ストーカー,銃声,爆弾,爆発,誘拐,人質,殴られ,殴って,子供がいな,子どもがいな,迷子,殺される,殺されそう,殺してやる,殺すと言",
        .ko:
            "경찰을 불러,경찰 불러,경찰 좀,도둑,강도,침입,방에 누가,칼을 들,흉기,총을,총소리,공격,폭행,협박,성폭행,강간,스토커,따라와요,따라오고,폭탄,폭발,납치,인질,때리고,때려요,아이가 없어,아이를 잃어,아이가 사라,죽이려고,죽이겠다고",
        .ar:
            "اتصلوا بالشرطة,اتصل بالشرطة,الشرطة فورا,أريد الشرطة,_لص_,_لصوص_,_اللص_,سارق,شخص في غرفتي,يحاول الدخول,اقتحم,مسدس,بسكين,هجوم,هاجمني,اعتداء,يهددني,تهديد,اغتصاب,سرقوني,يلاحقني,إطلاق نار,قنبلة,انفجار,يضربني,يضرب,خطف,رهينة,طفلي مفقود,ابني مفقود,ابنتي مفقودة,فقدت طفلي,ضاع طفلي,ضاع ابني,يريد قتلي,سيقتلني,يحاول قتلي,يريد أن يقتلني",
        .he:
            "תתקשרו למשטרה,להזמין משטרה,צריך משטרה,פורץ,גנב בחדר,מישהו בחדר שלי,אקדח,עם סכין,תקפו,תקיפה,מאיים,מאיימים,אונס,שדדו,עוקב אחרי,יריות,פצצה,פיצוץ,מכה אותי,חטפו,הילד נעלם,הילדה נעלמה,רוצה להרוג אותי,מנסה להרוג אותי",
        .th: "เรียกตำรวจ,โจร,ขโมยเข้า,มีคนอยู่ในห้อง,มีปืน,มีดจี้,ทำร้าย,ข่มขู่,ข่มขืน,ระเบิด,ลักพาตัว,ลูกหาย,เด็กหาย,จะฆ่าฉัน,จะฆ่าผม",
        .hi: "पुलिस बुला,पुलिस को बुला,चोर,लूट,बंदूक,चाकू से,हमला,धमकी,बलात्कार,_बम_,विस्फोट,बच्चा खो,बच्चा गुम,बंदूक़",
    ]
}
