import Domain

/// A hotel that has thought of everything: rules of every kind, none of which most messages fit.
enum SampleRules {
    /// What guests write, in the length they write it.
    static let messages = [
        "Hi, could we please get two more towels and a bottle of water to room 412?",
        "What time does the breakfast end tomorrow? We would like to sleep a little longer.",
        "¿Me pueden decir cuánto cuesta el aparcamiento por noche y si hay que reservarlo?",
        "Guten Abend, die Klimaanlage in unserem Zimmer macht seit einer Stunde laute Geräusche.",
        "Bonjour, nous arrivons vers 23 h, la réception sera-t-elle encore ouverte ?",
        "Buongiorno, è possibile prenotare un tavolo per quattro persone domani sera?",
        "Boa tarde, o transfer para o aeroporto às 5h30 ainda está disponível?",
        "Здравствуйте, подскажите, пожалуйста, до скольки работает бассейн на крыше?",
        "こんにちは、明日の朝食は何時からですか。子供用の椅子もお願いします。",
        "您好，请问可以延迟退房到下午两点吗？需要另外付费吗？",
        "مرحبا، هل يمكن إرسال شخص لإصلاح الدش في الغرفة ٤١٢ من فضلكم؟",
        "ok",
    ]

    /// As many rules as are asked for.
    static func policy(_ count: Int) -> RoutingPolicy {
        RoutingPolicy(timeBudgetMs: 50, rules: (0..<count).map(rule))
    }

    private static func rule(_ index: Int) -> RoutingRule {
        var when = RoutingConditions()
        // Names nobody writes: a rule that fits would end the search, and the longest search is measured.
        let name = "zq\(index)"
        switch index % 10 {
        case 0...4:
            when.words = [
                "en": ["\(name) towels", "more \(name)"], "de": ["\(name) handtücher"], "es": ["toallas \(name)"],
            ]
        case 5:
            when.words = ["en": ["towels", "water", "please"], "fr": ["réception"], "ja": ["朝食"]]
            when.pattern = #"\b(room|zimmer|chambre)\s+"# + name
        case 6: when.pattern = "(late|early) +(check-?(in|out)|\(name))s?$"
        case 7:
            when.words = ["en": [name], "zh": ["退房\(index)"]]
            when.match = .contains
        case 8:
            when.intents = ["concierge.\(String(name.filter(\.isLetter)))"]
            when.channels = [.whatsapp]
        default:
            when.pattern = #"\d{5,}[a-f]"#
            when.languages = ["en", "de"]
            when.hours = RoutingHours(from: "22:00", to: "06:00", days: [.fri, .sat])
        }
        return RoutingRule(
            id: "rule-\(index)",
            name: "Rule \(index)",
            when: when,
            then: RoutingDeed(
                .respond,
                text: ["en": "An answer of the hotel's own.", "de": "Eine Antwort des Hauses."]
            )
        )
    }
}
