import Language

/// How strongly a phrase speaks for or against the hotel.
enum Feeling: Sendable, Hashable, CaseIterable {
    case furious, upset, content, delighted

    /// What one such phrase is worth.
    var weight: Double {
        switch self {
        case .furious: -0.7
        case .upset: -0.35
        case .content: 0.3
        case .delighted: 0.6
        }
    }

    /// How it is said in six languages, in the notation of ``Phrase``.
    var notation: [String] {
        switch self {
        case .furious:
            [
                """
                unacceptable, disgusting, disgusted, disgraceful, outrageous, furious, livid, appalling, appalled, horrible, horrific, terrible, awful, \
                worst, nightmare, ridiculous, pathetic, a joke, scam, rip off, never ~ again, never coming back, angry, pissed, fed up, had enough, sick of this, \
                shame on, hate this|it|your, bullshit, wtf, fuck*, shit, crap, useless, not|isnt|totally|completely acceptable $, not acceptable, want my money back, speak to my lawyer
                """,
                """
                inaceptable, inadmisible, asqueros*, vergonzos*, una verguenza, indignad*, indignante, furios*, horrible, terrible, pesim*, lo peor, peor hotel, pesadilla, ridicul*, \
                estafa, nunca ~ mas, enfadad*, enojad*, hart*, odio, mierda, inutil*
                """,
                """
                inakzeptabel, unzumutbar, unverschamt*, frechheit, ekelhaft, eklig, widerlich, skandal*, wutend, sauer, stinksauer, furchtbar, schrecklich, grauenhaft, katastrophe, katastrophal, \
                schlimmste*, schlechteste*, alptraum, albtraum, lacherlich, abzocke, nie wieder, es reicht, hasse, scheisse, eine zumutung
                """,
                """
                inacceptable, inadmissible, degoutant*, ignoble, scandaleux, scandaleuse, honteux, honteuse, une honte, furieux, furieuse, horrible, affreux, epouvantable, catastrophe, \
                pire hotel|sejour, le pire, cauchemar, ridicule, arnaque, plus jamais, en colere, ras le bol, marre, deteste, merde, nul
                """,
                """
                inaccettabile, inammissibile, schifo, schifos*, vergogna, vergognos*, scandalos*, furios*, furibond*, orribile, terribile, pessim*, peggior*, incubo, ridicol*, truffa, \
                mai piu, arrabbiat*, incazzat*, stuf*, odio, merda, cazzo
                """,
                """
                inaceitavel, inadmissivel, nojent*, vergonhos*, uma vergonha, indignad*, furios*, horrivel, terrivel, pessim*, pior hotel|estadia, o pior, pesadelo, ridicul*, burla, golpe, \
                nunca mais, zangad*, irritad*, farto, farta, odeio, merda
                """,
            ]
        case .upset:
            [
                """
                disappointed, disappointing, upset, unhappy, annoyed, annoying, frustrated, frustrating, rude, dirty, filthy, bad, poor service, complain, complaint, \
                not ~ happy|satisfied|good|clean|impressed|fair, isnt|wasnt ~ happy|satisfied|good|clean|fair, still ~ waiting|not|broken|nothing, waiting for|over ~ hour|hours, nobody ~ came|cares|answers, \
                no one ~ came|cares|answers, ignored, unprofessional, slow service, twice already, third time
                """,
                """
                decepcionad*, decepcionante, molest*, frustrad*, grosero*, grosera*, sucio*, sucia*, mal|mala servicio, muy mal|mala, quejar*, queja, no ~ content*|satisfech*|limpi*, \
                sigo|seguimos esperando, nadie ~ viene|vino|responde, todavia ~ esperando|nada
                """,
                """
                enttauscht, enttauschend, unzufrieden, verargert, nervig, genervt, frustriert, unfreundlich, schmutzig, dreckig, schlecht*, beschwer*, nicht ~ zufrieden|sauber|glucklich|gut, \
                warte* ~ immer noch, immer noch ~ nicht|nichts|keine, niemand ~ kommt|kam|antwortet, kummert sich niemand
                """,
                """
                decu, decue, decevant*, mecontent*, agace*, frustre*, impoli*, sale, mauvais*, plains|plaindre, plainte, reclamation, pas ~ content|contente|satisfait|satisfaite|propre|normal, \
                attends ~ toujours|encore, toujours ~ rien|pas, personne ~ vient|repond|venu
                """,
                """
                delus*, deludente, scontent*, infastidit*, frustrat*, maleducat*, sporc*, cattiv*, lament*, reclamo, non ~ content*|soddisfatt*|pulit*, \
                ancora ~ aspettando|niente|nessuno, nessuno ~ viene|venuto|risponde
                """,
                """
                desiludid*, dececionad*, decepcionad*, insatisfeit*, aborrecid*, frustrad*, mal educad*, suj*, mau|ma servico, reclama*, queixa*, nao ~ content*|satisfeit*|limp*, \
                ainda ~ espera|esperando|nada, ninguem ~ vem|veio|responde
                """,
            ]
        case .content:
            [
                "thanks, thank you, great, nice, good, happy, clean, friendly, helpful, fine, cool, appreciate*, comfortable, lovely",
                "gracias, genial, bien, bueno, buena, content*, limpi*, amable*, agradable*",
                "danke, vielen dank, gut, schon, super, toll, freundlich*, sauber, zufrieden, nett*",
                "merci, super, bien, bon, bonne, content|contente, propre, gentil*, agreable*, sympa",
                "grazie, bene, buono, buona, content*, pulit*, gentil*, bello, bella",
                "obrigado, obrigada, bom, boa, content*, limp*, simpatic*, otimo, otima",
            ]
        case .delighted:
            [
                "love, loved, wonderful, amazing, excellent, fantastic, perfect, awesome, best, outstanding, superb, brilliant, delighted, thank you ~ so much",
                "encant*, maravillos*, excelente, fantastic*, perfect*, increible, mejor*, estupend*",
                "liebe es, wunderbar, hervorragend, fantastisch, perfekt, ausgezeichnet, grossartig, begeistert, beste*",
                "adore*, merveilleux, merveilleuse, excellent*, fantastique, parfait*, genial*, magnifique, ravi, ravie, meilleur*",
                "adoro, meraviglios*, eccellente, fantastic*, perfett*, stupend*, ottim*, splendid*, miglior*",
                "adorei, adoro, maravilhos*, excelente, fantastic*, perfeit*, incrivel, melhor*, espetacular",
            ]
        }
    }

    /// Pictures that say it.
    var signs: String {
        switch self {
        case .furious: "😡🤬👿😤💩🖕"
        case .upset: "😠😞😒🙄👎😕😖😩😢😭"
        case .content: "🙂👍😊👌🙏"
        case .delighted: "😍🥰😘❤💕🤩🎉💯"
        }
    }
}

/// The phrases and pictures that tell how a guest feels.
enum SentimentBook {
    static let index = PhraseIndex<Feeling>(
        Feeling.allCases.flatMap { feeling in feeling.notation.map { (feeling, Phrase.list($0)) } }
    )

    static let signs: [Unicode.Scalar: Double] = Dictionary(
        Feeling.allCases.flatMap { feeling in feeling.signs.unicodeScalars.map { ($0, feeling.weight) } },
        uniquingKeysWith: { first, _ in first }
    )
}
