import Language

/// What a phrase says about whether more is to come.
enum PauseMark: Sendable, Hashable, CaseIterable {
    case greeting, thanks, approval, ending, dangling, fragment

    /// How it is said, in eight languages, in the notation of ``Phrase``.
    var notation: [String] {
        switch self {
        case .greeting:
            [
                "hi, hello, hey, hi|hello|hey there, good morning|afternoon|evening|day, greetings, dear sir|madam|team",
                "hola, buenos dias, buenas tardes|noches, buenas, saludos",
                "hallo, guten morgen|tag|abend, moin, servus",
                "bonjour, bonsoir, salut, coucou", "ciao, buongiorno, buonasera, salve, buon giorno",
                "ola, oi, bom dia, boa tarde|noite", "goedemorgen, goedemiddag, goedenavond, hoi, dag",
                "dzien dobry, dobry wieczor, czesc, merhaba, selam, gunaydin, iyi aksamlar, hej, god morgon",
                "здравствуйте, привет, добрый день|вечер, доброе утро", "مرحبا, السلام عليكم, اهلا",
            ]
        case .thanks:
            [
                "thanks, thank you, thank you so|very much, thx, ty, cheers, many thanks, much appreciated",
                "gracias, muchas gracias", "danke, danke schon, dankeschon, vielen dank", "merci, merci beaucoup",
                "grazie, grazie mille", "obrigado, obrigada, muito obrigado|obrigada", "bedankt, dank je|u, dank u wel",
                "dziekuje, dzieki, tesekkurler, tesekkur ederim, sagol, tack, tack sa mycket",
                "спасибо, большое спасибо",
                "شكرا, شكرا جزيلا",
            ]
        case .approval:
            [
                "ok, okay, k, fine, great, perfect, good, alright, all right, sure, got it, noted, lovely, awesome",
                "vale, perfecto, genial, de acuerdo, bien", "super, alles klar, perfekt, in ordnung, gut, passt",
                "parfait, d accord, tres bien, bien", "perfetto, va bene, ottimo, bene",
                "perfeito, otimo, esta bem, certo",
                "prima, goed, oke", "swietnie, dobrze, tamam, harika, bra, toppen", "хорошо, отлично, ладно",
            ]
        case .ending:
            [
                "thats all|it, that is all|it, nothing else, please, asap", "eso es todo, nada mas, por favor",
                "das wars, das war alles, das ist alles, bitte", "c est tout, rien d autre, s il vous|te plait, svp",
                "e tutto, nient altro, per favore, per piacere", "e tudo, so isso, mais nada, por favor, faz favor",
                "dat is alles, dat was het, alsjeblieft, alstublieft",
                "to wszystko, prosze, hepsi bu, lutfen, det var allt",
                "это все, пожалуйста",
            ]
        case .dangling:
            [
                """
                and $, or $, but $, because $, with $, for $, to $, the $, a $, an $, my $, in $, of $, also $, is $, are $, \
                i want|need|would|am $, id like $, i would like $, can|could i|you|we $, can|could i|you|we get|have|bring $, do you $, \
                please send $, there is $, im $
                """,
                """
                y $, o $, pero $, porque $, con $, para $, el $, la $, los $, las $, un $, una $, mi $, de $, quiero $, necesito $, \
                me gustaria $, puede|puedo|podria|podrian $, tambien $, hay $
                """,
                """
                und $, oder $, aber $, weil $, mit $, fur $, der $, die $, das $, ein $, eine $, einen $, mein $, meine $, im $, ich $, \
                ich hatte $, ich mochte $, ich brauche $, konnen|konnten sie|wir $, kann ich $, auch $, es gibt $
                """,
                """
                et $, ou $, mais $, parce que $, avec $, pour $, le $, la $, les $, un $, une $, des $, mon $, ma $, de $, je voudrais $, \
                je veux $, j ai besoin $, pouvez vous $, puis je $, est ce que $, aussi $
                """,
                """
                e $, o $, ma $, perche $, con $, per $, il $, la $, lo $, gli $, un $, una $, mio $, mia $, di $, vorrei $, voglio $, \
                ho bisogno $, puo|posso|potete|potrei $, anche $
                """,
                """
                e $, ou $, mas $, porque $, com $, para $, o $, a $, os $, as $, um $, uma $, meu $, minha $, de $, quero $, preciso $, \
                gostaria $, pode|posso|poderia|podem $, tambem $
                """,
                "en $, of $, maar $, omdat $, met $, voor $, de $, het $, een $, mijn $, ik wil $, ik heb $, kunt|kun u|je $, mag ik $",
                "i $, ale $, bo $, z $, dla $, chce $, potrzebuje $, czy $, ve $, ama $, icin $, och $, eller $, men $, jag vill $",
                "и $, или $, но $, потому что $, с $, для $, мне $, мне нужно $, я хочу $, можно $",
            ]
        case .fragment:
            [
                "^ two|three|four|five|some|more|extra|another|one $, ^ room $, ^ about $, ^ also ~ the $",
                "^ dos|tres|cuatro|mas|otro|otra $, ^ habitacion $", "^ zwei|drei|vier|mehr|noch $, ^ zimmer $",
                "^ deux|trois|quatre|plus|encore $, ^ chambre $", "^ due|tre|quattro|altri|ancora $, ^ camera $",
                "^ dois|duas|tres|quatro|mais $, ^ quarto $", "^ twee|drie|vier|meer|nog $, ^ kamer $",
                "^ dwa|trzy|pokoj|iki|uc|oda|tva|tre|rum $", "^ два|две|три|номер $",
            ]
        }
    }
}

/// The phrases that tell whether more is to come.
enum PauseBook {
    static let index = PhraseIndex<PauseMark>(
        PauseMark.allCases.flatMap { mark in
            mark.notation.map { (label: mark, phrases: Phrase.list($0)) }
        }
    )
}
