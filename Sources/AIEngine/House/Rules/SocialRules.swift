/// Courtesies.
extension HouseRules {
    static let social: [HouseRule] = [
        HouseRule(
            "greeting",
            .social,
            en: "hi, hello, hey, good morning|afternoon|evening, greetings, hiya",
            es: "hola, buenos dias, buenas tardes|noches, buenas, saludos",
            de: "hallo, guten morgen|tag|abend, moin, servus, gruss gott",
            fr: "bonjour, bonsoir, salut, coucou",
            it: "ciao, buongiorno, buonasera, salve, buon giorno",
            pt: "ola, oi, bom dia, boa tarde|noite"
        ),
        HouseRule(
            "thanks",
            .social,
            en: """
                thanks, thank you, thx, ty, cheers, much appreciated, many thanks, perfect, great, awesome, ok, \
                okay, lovely, wonderful
                """,
            es: "ok, okay, gracias, muchas gracias, perfecto, genial, vale, estupendo",
            de: "ok, okay, danke, dankeschon, vielen dank, perfekt, super, alles klar, danke schon",
            fr: "ok, okay, merci, merci beaucoup, parfait, super, d accord, genial",
            it: "ok, okay, grazie, grazie mille, perfetto, va bene, ottimo",
            pt: "ok, okay, obrigado, obrigada, muito obrigado|obrigada, perfeito, otimo, esta bem"
        ),
        HouseRule(
            "goodbye",
            .social,
            en: "bye, goodbye, good bye, good night, see you, have a good|nice|great day|night|evening",
            es: "adios, hasta luego|manana|pronto, chao",
            de: "tschuss, auf wiedersehen, gute nacht, bis bald|morgen",
            fr: "au revoir, bonne nuit|journee|soiree, a bientot",
            it: "arrivederci, buonanotte, buona notte|giornata, a presto",
            pt: "adeus, tchau, ate logo|amanha|breve"
        ),
        HouseRule(
            "about.assistant",
            .social,
            en: """
                are|r you|u a|an ~ bot|robot|human|ai|person|real|machine, am i ~ bot|robot|human|ai, is this a \
                ~ bot|robot|human|person|ai, who are you
                """,
            es: "eres|es un|una ~ bot|robot|humano|persona|maquina, quien eres, es un bot|robot",
            de: """
                bist du|sind sie ein|eine ~ bot|roboter|mensch|maschine|ki, bist|sind du|sie ein ~ \
                bot|roboter|mensch|maschine|ki, wer bist du, wer sind sie
                """,
            fr: """
                es tu un|une ~ robot|bot|humain|machine|personne, etes vous un ~ \
                robot|bot|humain|personne, qui etes vous
                """,
            it: "sei|e un ~ bot|robot|umano|persona, chi sei",
            pt: "es|e|voce um|uma ~ bot|robo|robot|humano|pessoa, voce e um ~ robo|bot|humano|pessoa, quem es"
        ),
    ]
}
