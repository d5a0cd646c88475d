import Language

/// How strongly a phrase speaks for or against the hotel.
enum Feeling: Sendable, Hashable, CaseIterable {
    case furious, upset, content, delighted
    /// Words of feeling for what is none of the hotel's doing, such as the weather.
    case indifferent

    /// What one such phrase is worth.
    var weight: Double {
        switch self {
        case .furious: -0.7
        case .upset: -0.35
        case .content: 0.3
        case .delighted: 0.6
        case .indifferent: 0
        }
    }

    /// How it is said in six languages, in the order of ``SentimentBook/languages`` and the notation of ``Phrase``.
    ///
    /// Beginnings of words are given only where no other of the languages has a word that begins so.
    var notation: [String] {
        switch self {
        case .furious:
            [
                """
                unacceptable, disgusting, disgusted, disgraceful, outrageous, furious, livid, appalling, appalled, horrible, horrific, terrible, awful, \
                worst, nightmare, ridiculous, pathetic, a joke, scam, rip off, never ~ again, never coming back, angry, pissed, fed up, i|ive|we|weve|just|really|have had enough $, i|ive|we|weve|just|really|have had enough of this|it|your|you|waiting|that, enough is enough, sick of this, \
                shame on, hate this|it|your, bullshit, wtf, fuck*, shit, crap, useless, not|isnt|totally|completely acceptable $, not acceptable, want my money back, speak to my lawyer
                """,
                """
                inaceptable, inadmisible, asqueros*, vergonzos*, una verguenza, indignad*, indignante, furios*, horrible, terrible, pesim*, lo peor, peor hotel, pesadilla, ridicul*, \
                estafa, nunca ~ mas, enfadad*, enojad*, harto, harta, hartos, hartas, odio, mierda, inutil*
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
                mai piu, arrabbiat*, incazzat*, stufo, sono|siamo stufa|stufi|stufe, stufa|stufi|stufe di, odio, merda, cazzo
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
        case .indifferent:
            [
                """
                horrible|terrible|awful|bad|nasty|worst|disgusting|ridiculous weather|traffic|flight|journey|storm|rain|heat|headache|jetlag|cold|news, \
                weather|traffic|flight|journey|storm|rain|heat|headache|jetlag is|was|has ~ horrible|terrible|awful|bad|nasty|disgusting|ridiculous, \
                not|isnt|wasnt bad
                """,
                "tiempo|clima|trafico|vuelo|viaje ~ horrible|terrible|malo|pesimo, mal|horrible|terrible tiempo|clima|trafico|vuelo|viaje",
                """
                schlechtes|schlechte|schlechter|furchtbares|furchtbarer|schreckliches|schrecklicher|scheusliches wetter|verkehr|flug, \
                wetter|verkehr|flug ist|war ~ schlecht|furchtbar|schrecklich
                """,
                "temps|meteo|vol|voyage ~ horrible|affreux|mauvais, mauvais|mauvaise temps|meteo, horrible|affreux temps|vol|voyage",
                "tempo|volo|viaggio ~ orribile|terribile|brutto, traffico ~ terribile",
                "tempo|voo|viagem|transito ~ horrivel|terrivel|mau, mau tempo",
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
        case .indifferent: ""
        }
    }
}

/// What a phrase says, and in which language.
struct FeelingLabel: Sendable, Hashable {
    var feeling: Feeling
    var language: SpokenLanguage
}

/// The phrases and pictures that tell how a guest feels.
enum SentimentBook {
    static let languages: [SpokenLanguage] = [.en, .es, .de, .fr, .it, .pt]

    static let index = PhraseIndex<FeelingLabel>(
        Feeling.allCases.flatMap { feeling in
            zip(languages, feeling.notation).map { language, notation in
                (FeelingLabel(feeling: feeling, language: language), Phrase.list(notation))
            }
        }
    )

    static let signs: [Unicode.Scalar: Double] = Dictionary(
        Feeling.allCases.flatMap { feeling in feeling.signs.unicodeScalars.map { ($0, feeling.weight) } },
        uniquingKeysWith: { first, _ in first }
    )
}
