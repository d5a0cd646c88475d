import Language

/// The small words that decide what a sentence does with the things it names.
enum HouseMarker: Int, Sendable, CaseIterable {
    /// Asking to be given or done something.
    case request
    /// Asking to be told something.
    case question
    /// Not wanting something.
    case refusal
    /// Being thankful for something that came.
    case received
    /// Something being out of order.
    case fault
    /// Something being there without its owner asking for it: "at the pool".
    case place

    /// How guests say it, in the notation of ``Phrase``.
    var phrases: Localised {
        switch self {
        case .request: Self.requestPhrases
        case .question: Self.questionPhrases
        case .refusal: Self.refusalPhrases
        case .received: Self.receivedPhrases
        case .fault: Self.faultPhrases
        case .place: Self.placePhrases
        }
    }

    private static let requestPhrases = Localised(
        en: """
            please, pls, plz, need*, want, wanted, would like, id like, wed like, can|could|may i|we have|get|borrow, \
            can|could|would|will you|u|someone|somebody, send, bring, deliver, get me|us, give me|us, do you have, \
            have you got, is there any, any chance, more, extra, another, missing, ran|run|out of, there is|are no, \
            no|without, fix, repair, check, look at, book, order, arrange, call me a, schedule
            """,
        es: """
            por favor, porfa, necesit*, quiero, queremos, quisiera*, querria*, me gustaria, nos gustaria, \
            puede*|podria*|puedes|podrias, traer*, traiga*, traer, envi*, mandar, mande*, tienen|tiene|tienes, hay, \
            otra|otro|otras|otros, mas, falta*, sin, no hay|tenemos|tengo, arregl*, repar*, revis*, reserv*
            """,
        de: """
            bitte, brauche*, benotige*, mochte*, hatte* gern*, konnte*|konnen|kann|wurde*, bringen, schicken, \
            haben sie, gibt es, noch, zusatzlich*, extra, mehr, fehl*, kein*, reparier*, bestell*, buch*
            """,
        fr: """
            s il vous plait, svp, stp, besoin, voudrais|voudrions, aimerais|aimerions, souhait*, \
            pouvez|pourriez|peut|pourrait|puis|peux, apporte*, envoye*, monter, avez vous, \
            autre*, encore, supplementaire*, plus de, manque*, pas de, sans, repare*, reserve*
            """,
        it: """
            per favore, per piacere, bisogno, serve|servono|servirebbe*, vorrei|vorremmo, mi piacerebbe, \
            puo|potete|potrebbe*|posso|potrei, portar*, porti, mandare, mandi, inviare, avete, \
            altr*, ancora, in piu, manca*, senza, non c, non ci sono, riparar*, prenot*
            """,
        pt: """
            por favor, pf, preciso|precisamos|precisava, quero|queremos|queria*, gostaria*|gostava*, \
            pode*|poderia*|podia*, traz*, trag*, mandar, manda*, enviar, envi*, tem|tens|teriam, \
            mais, outr*, falta*, sem, nao ha|tem|temos, arranj*, consert*, repar*, reserv*
            """
    )

    private static let questionPhrases = Localised(
        en: """
            where, when is|are|does|do|will|can, what, which, why, how, is|are there a|an|the, is|are the, is it, \
            do|does the|all|your|rooms|they, does, do you charge|offer|accept|allow, included, free, cost*, price*, fee*
            """,
        es: """
            donde, cuando es|abre*|cierra*|empieza, cual*, por que, como puedo|funciona|se|llego|enciendo, cuanto*, \
            a que hora, que hora*, incluid*, gratis, cuesta*, precio*
            """,
        de:
            "wo, wann, was kostet|ist, welche*, warum, wie, wieviel, um wieviel uhr, inklusive, kostenlos, kostet, darf",
        fr: """
            ou est|sont|puis|se|peut|trouver, quand, quel*, pourquoi, comment, combien, a quelle heure, inclus*, \
            gratuit*, coute*, prix
            """,
        it:
            "dove, quando, quale, quali, perche, come funziona|posso|si, quanto, quanta, a che ora, incluso|inclusa, costa",
        pt:
            "onde, quando, qual, quais, porque, como funciona|posso|se|ligo, quanto, quanta, a que horas, incluid*, custa"
    )

    private static let refusalPhrases = Localised(
        en: """
            dont|didnt|wont|wouldnt need|want, do|did|would not need|want, no need, no ~ needed|necessary, no longer need|want*, not needed, \
            no more, never mind, doesnt|dont have to, no thanks, no thank you
            """,
        es: "no necesit*, no quiero|queremos, no hace falta, ya no, no gracias",
        de: "brauche*|benotige*|mochte*|will kein*|nicht, nicht notig, nicht mehr, nein danke, keine mehr",
        fr: "pas besoin, ne veux|voulons pas|plus, veux pas, plus besoin, non merci",
        it: "non ho|abbiamo bisogno, non mi|ci serve|servono, non voglio|vogliamo, no grazie",
        pt: "nao preciso|precisamos, nao quero|queremos, nao e preciso, ja nao, nao obrigado|obrigada"
    )

    private static let receivedPhrases = Localised(
        en:
            "thanks|thank for, thank you ~ for, arrived, received, we|i got, have come, were delivered, love the, already have|got",
        es: "gracias por, llegaron, llego, han llegado, recib*, ya tengo|tenemos",
        de: "danke|dank fur, angekommen, erhalten, bekommen, habe|haben schon|bereits",
        fr: "merci pour|de, arrive*, recu*, ai|avons deja",
        it: "grazie per, arrivat*, ricevut*, ho|abbiamo gia",
        pt: "obrigado|obrigada pela|pelas|pelo|pelos|por, chegou, chegaram, recebi|recebemos, ja tenho|temos"
    )

    private static let faultPhrases = Localised(
        en: """
            broken, broke, not ~ work*, isnt|doesnt|dont|wont|arent ~ work*, wont ~ turn|open|close|lock|start, \
            doesnt turn|open|close|lock|start, cant turn|open|close|lock|connect|get, cannot connect|get, stopped, \
            leak*, nois*, loud, stuck, dead, faulty, defect*, damaged, out of order, not cooling|heating|cold|warm, \
            is|went|goes out, went|is|keeps off, no signal, flicker*, drip*, clogged, blocked, overflow*, smells, \
            keeps dropping|disconnecting|beeping, fix, repair, too slow, burnt|burned out, problem*, issue*, wrong with
            """,
        es: """
            no ~ funciona*, rot*, averiad*, estropead*, no ~ enciende|prende|abre|cierra|calienta|enfria|va|sirve, \
            gotea*, pierde agua, atascad*, fundid*, hace ruido, problema*, se va, fuga, arregl*, no ~ conect*
            """,
        de: """
            kaputt, defekt, funktionier* ~ nicht, gehen nicht, geht ~ nicht, tropft, leckt, verstopft, laut, ausgefallen, \
            problem*, lasst sich nicht, kalt bleibt, flackert, reparier*, kuhlt nicht, heizt nicht, kein* signal, \
            nicht verbinden
            """,
        fr: """
            ne marche*|fonctionne* pas|plus, marche pas, fonctionne* pas, en panne, casse*, fuit, fuite, goutte, \
            bouche*, bruyant*, probleme*, ne s allume pas, repare*, ne chauffe pas, coupe, connecter, \
            fait|font du bruit
            """,
        it: """
            non funziona*, rott*, guast*, perde, gocciola, intasat*, rumoros*, problem*, non si accende, ripar*, \
            non scalda, non va, bruciat*
            """,
        pt: """
            nao ~ funciona*, avariad*, estragad*, quebrad*, partid*, pinga*, verte, entupid*, barulh*, problema*, \
            nao liga|aquece|arrefece|abre|fecha, fundid*, consert*, arranj*
            """
    )

    /// Words before the place where something is, and what may stand between.
    static let whereabouts: Set<String> = [
        "in", "inside", "on", "at", "from", "im", "auf", "aus", "en", "dans", "sur", "nella", "nel", "sul", "na", "no",
        "em",
    ]
    static let articles: Set<String> = [
        "the", "my", "our", "la", "el", "mi", "le", "ma", "mon", "l", "der", "dem", "meiner", "meinem", "unserem", "o",
        "a",
    ]

    private static let placePhrases = Localised(
        en: "at|by|in|from|for the pool|gym|spa|sauna|beach|lobby",
        es: "en|de la|el|del piscina|gimnasio|spa|playa",
        de: "am|im|an pool|fitnessraum|spa|strand|schwimmbad",
        fr: "a|au|de la piscine|plage, au|du spa",
        it: "in|alla|della|per piscina|spiaggia|palestra",
        pt: "na|da|no|do piscina|praia|ginasio|spa"
    )
}
