/// How guests speak of danger, in the notation of ``Phrase``; for scripts without spaces as it is written, `_` for the
/// end of a word.
enum DangerPhrases {
    static let fire: [SpokenLanguage: String] = [
        .en: """
        ^ fire $, ^ fire fire, ^ help fire, fire in|inside|at|on|near|next|outside|behind|under|above|downstairs|upstairs|everywhere, \
        on fire, caught|catching|catches fire, there is|s|are ~ fire, theres ~ fire, is a fire, see|seeing|have a|the fire, fire please|now|help, \
        flames, fire alarm|alarms ~ ringing|going|sounding|rang|beeping|activated|triggered|wont|went, ^ fire alarm $, \
        smell|smells|smelling|smelled|smelt ~ smoke|burning|gas|burnt|fumes, burning smell, smell|odor|odour of smoke|burning|gas, \
        something|somethings|it|its|socket|plug|outlet|bed|curtain|curtains|kitchen|room|hotel|building is|are burning, somethings|its burning, \
        smoke coming|everywhere|filling|pouring|rising|under, smoke is ~ coming|everywhere|filling|pouring|rising|thick, there is|are ~ smoke, theres ~ smoke, \
        see|full|lots|thick|black|much of|the|black|thick|some|lots smoke, see|black|thick smoke, \
        room|hallway|corridor|bathroom|kitchen|lobby is ~ smoke|smoky, smoke alarm|detector ~ ringing|sounding|went|going, \
        gas leak|leaking, leaking gas, sparks from|flying|coming|in|out, sparking, see|seeing|are|some sparks, \
        ^ smoke in|inside|from|at|near|behind|outside|all|everywhere, help|please|urgent|is|got|have|having|smelling|see|thick|black smoke in|inside|from
        """,
        .es: """
        ^ fuego $, hay|un|en|con fuego, fuego en, incendio, incendiando, se quema, se esta quemando, quemandose, en llamas, llamas en, \
        huele a|como quemado|humo|gas, olor a quemado|humo|gas, hay ~ humo, humo en|por|saliendo, sale|mucho|lleno humo, lleno de humo, \
        chispas, alarma de incendios ~ suena|sonando, suena|sonando ~ alarma de incendio|incendios, fuga|escape de gas
        """,
        .de: """
        ^ feuer $, es|feuer|hier brennt, brennt es, zimmer|bett|vorhang|kuche|haus|hotel|flur brennt, feuer im|in|auf|hier|ausgebrochen, \
        brand im|ausgebrochen, brand in der|dem|meinem|meiner|unserem|unserer, in flammen, flammen, feueralarm ~ geht|klingelt|los, ^ feueralarm $, feuermelder|rauchmelder ~ los|angesprungen, \
        rauch im|in|auf|kommt|aus|uberall, es raucht, riecht nach|es|hier ~ rauch|gas|verbrannt|verkohlt, riecht verbrannt|angebrannt, \
        gasgeruch, gasleck, brandgeruch, funken, \
        zimmer|flur|haus|hotel ~ voller rauch
        """,
        .fr: """
        ^ feu $, au feu, le feu dans|a|au, y a|du le|un feu, il y a du feu, prend|pris feu, en feu, incendie, ca brule, flammes, \
        alarme incendie ~ sonne|declenche|retentit, ^ alarme incendie $, de la fumee, fumee dans|partout, beaucoup de fumee, odeur de gaz|brule|fumee, \
        sent le brule|gaz|fumee, sent la fumee, fuite de gaz, etincelles
        """,
        .it: """
        ^ fuoco $, al fuoco, a fuoco, c e|un fuoco|incendio, incendio, sta bruciando, brucia la|il|tutto, in fiamme, fiamme, prende|preso fuoco, \
        allarme antincendio ~ suona|suonando, c e ~ fumo, fumo in|nel|nella|dal|dalla, pieno di fumo, odore|puzza di gas|bruciato|fumo, scintille, fuga di gas
        """,
        .pt: """
        ^ fogo $, fogo no|na|em, ha fogo, pegou|pegando fogo, a arder, em chamas, chamas no|na, incendio, esta queimando, \
        alarme de incendio ~ tocando|tocar|disparou, fumo em|no|na, fumaca no|na|em|saindo, muita|tem fumaca, muito|ha fumo, \
        cheira|cheiro a|de gas|queimado|fumo|fumaca, fuga|vazamento de gas, faiscas
        """,
        .nl: """
        ^ brand $, er is brand, brand in de|het|mijn|onze|kamer|hotel|gang, staat|vliegt in brand, het|er|kamer|bed brandt, vlammen, brandalarm ~ gaat|af, ^ brandalarm $, \
        rook in|uit|overal, veel rook, ruik|ruikt ~ gas|rook|brand|verbrand, brandlucht, gaslucht, gaslek, vonken
        """,
        .pl: """
        pozar, ^ ogien $, ogien w|na, pali sie, plonie, plomienie, alarm przeciwpozarowy ~ dzwoni|wyje, dym w|na|z, duzo dymu, jest dym, \
        czuc|czuje ~ dym|gaz|spalenizne|spalenizna, ulatnia sie gaz, wyciek gazu, iskry, iskrzy
        """,
        .tr: """
        yangin var|cikti|alarmi|basladi, ^ yangin $, oda|odam|yatak|perde|otel|mutfak|sey|bina yaniyor, alevler, alev aldi, duman var|doldu|cikiyor|geliyor, duman kokusu, yanik kokusu, gaz kokusu|kacagi|sizintisi, \
        kivilcim*
        """,
        .sv: """
        det brinner, brinner i|pa, ^ eld $, eld i rummet|hotellet|korridoren|koket|mitt, brand i mitt|rummet|hotellet|korridoren|koket, brand pa rummet|hotellet, eldsvada, lagor, brandlarm*, rok i|fran|overallt, det ryker, \
        luktar ~ rok|gas|brant, gaslukt|gaslacka, gnistor
        """,
        .ru: """
        пожар, горим, комната|номер|здание|отель|кровать|кухня|что|то|все горит, горит комната|номер|здание|отель|кровать|кухня|что, огонь в|на, пламя, дым в|из|на|везде, много дыма, пахнет|запах дымом|газом|гарью|дыма|газа|гари, \
        утечка газа, искрит, искры
        """,
        .uk: """
        пожежа, горимо, кімната|номер|будинок|готель|ліжко|кухня|щось горить, горить кімната|номер|готель|ліжко|щось, вогонь у|в|на, полумʼя, дим у|в|з|всюди, пахне димом|газом|горілим, запах диму|газу|гару, \
        витік газу, іскрить, іскри
        """,
        .el:
            "φωτιά, πυρκαγιά, καίγεται, καπνός, καπνό, καπνοί, μυρίζει|μυρωδιά ~ γκάζι|αέριο|καμένο|καπνό|καπνός, διαρροή αερίου",
        .zh: "着火,著火,起火,失火,火灾,火災,着了火,冒烟,冒煙,很多烟,很多煙,浓烟,濃煙,煤气味,瓦斯味,烧焦味,燒焦味,煤气泄漏,瓦斯外洩",
        .ja: "火事,火災,燃えて,煙が出,煙が充満,煙だらけ,焦げ臭,こげ臭,焦げくさ,ガス漏れ,ガスの臭い,ガス臭,火が出",
        .ko: "_불이 났,_불이 나,_불이야,_불났,_화재,타는 냄새,연기가 나,연기가 가득,연기 나,가스 냄새,가스가 새,가스 누출,불꽃이 튀",
        .ar: "حريق,حريقة,_نار في,_النار في,تحترق,يحترق,دخان,رائحة غاز,رائحه غاز,تسرب غاز,تسرب الغاز,رائحة حرق",
        .he: "שריפה,שרפה,נשרף,בוער,_עשן_,יש עשן,ריח של גז,ריח גז,ריח שרוף,דליפת גז",
        .th: "ไฟไหม้,เพลิงไหม้,ควันเต็ม,ควันไฟ,กลิ่นไหม้,กลิ่นแก๊ส,แก๊สรั่ว",
        .hi: "आग लग,आग लगी,धुआं,धुआँ,गैस की गंध,गैस लीक,जलने की बू",
    ]
}
