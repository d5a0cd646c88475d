import Language

/// Languages the house does not speak, but can recognise and apologise in.
enum ForeignLanguage: String, Sendable, CaseIterable {
    case russian, ukrainian, chinese, japanese, korean, arabic, hebrew, greek, thai, hindi
    case dutch, polish, turkish, swedish

    /// Its code.
    var tag: String {
        switch self {
        case .russian: "ru"
        case .ukrainian: "uk"
        case .chinese: "zh"
        case .japanese: "ja"
        case .korean: "ko"
        case .arabic: "ar"
        case .hebrew: "he"
        case .greek: "el"
        case .thai: "th"
        case .hindi: "hi"
        case .dutch: "nl"
        case .polish: "pl"
        case .turkish: "tr"
        case .swedish: "sv"
        }
    }

    /// Says that a person will answer.
    var line: String {
        switch self {
        case .russian: "Спасибо за сообщение. Вам скоро ответит наш сотрудник."
        case .ukrainian: "Дякуємо за повідомлення. Вам скоро відповість наш співробітник."
        case .chinese: "感谢您的留言，我们的工作人员会尽快回复您。"
        case .japanese: "メッセージをありがとうございます。スタッフがまもなくお返事いたします。"
        case .korean: "메시지 감사합니다. 저희 직원이 곧 답변드리겠습니다."
        case .arabic: "شكرًا لرسالتك. سيردّ عليك أحد موظفينا قريبًا."
        case .hebrew: "תודה על הודעתך. איש צוות ישיב לך בהקדם."
        case .greek: "Ευχαριστούμε για το μήνυμά σας. Ένας συνάδελφος θα σας απαντήσει σύντομα."
        case .thai: "ขอบคุณสำหรับข้อความ พนักงานของเราจะตอบกลับโดยเร็ว"
        case .hindi: "आपके संदेश के लिए धन्यवाद। हमारे कर्मचारी जल्द ही उत्तर देंगे।"
        case .dutch: "Bedankt voor uw bericht. Een collega geeft u zo snel mogelijk antwoord."
        case .polish: "Dziękujemy za wiadomość. Wkrótce odpowie Państwu nasz pracownik."
        case .turkish: "Mesajınız için teşekkürler. Ekibimizden biri size kısa sürede yanıt verecek."
        case .swedish: "Tack för ditt meddelande. En kollega svarar dig så snart som möjligt."
        }
    }

    /// Recognises a language by its script, or by small words that the house's languages do not have.
    static func guess(_ text: String, tokens: [GuestTokens.Token]) -> ForeignLanguage? {
        var counts = [ForeignLanguage: Int]()
        var latin = 0
        for scalar in text.unicodeScalars.prefix(GuestTokens.maximumCharacters) where scalar.properties.isAlphabetic {
            if let language = script(of: scalar) { counts[language, default: 0] += 1 } else { latin += 1 }
        }
        if let most = counts.max(by: { $0.value < $1.value }), most.value > latin {
            // Kana among Chinese signs is Japanese; і, ї, є among Cyrillic is Ukrainian.
            if counts[.japanese] != nil { return .japanese }
            if most.key == .russian, text.contains(where: { "іїєґ".contains($0) }) { return .ukrainian }
            return most.key
        }
        let own = LanguageGuess.houseWordCount(tokens)
        let foreign = smallWords.mapValues { words in tokens.count { words.contains($0.text) } }
        guard let best = foreign.max(by: { $0.value < $1.value }), best.value >= 2, best.value > own else { return nil }
        return best.key
    }

    private static let smallWords: [ForeignLanguage: Set<String>] = [
        .dutch: [
            "ik", "het", "een", "zijn", "heeft", "kunt", "wij", "mijn", "uw", "niet", "graag", "bedankt", "waar",
            "voor", "hoe", "laat", "kamer", "onze", "is", "de", "er", "goedemorgen",
        ],
        .polish: [
            "jest", "sa", "czy", "prosze", "gdzie", "moge", "nie", "mam", "jak", "pokoj", "pokoju", "dziekuje", "dzien",
            "dobry", "o", "ktorej", "do", "na", "potrzebuje",
        ],
        .turkish: [
            "bir", "ve", "var", "mi", "icin", "nerede", "ne", "zaman", "oda", "odam", "lutfen", "merhaba", "istiyorum",
            "rica", "ederim", "saat", "kac", "kacta", "tesekkurler",
        ],
        .swedish: [
            "jag", "ar", "och", "att", "det", "har", "kan", "inte", "tack", "var", "nar", "hur", "vi", "finns",
            "rummet", "hej", "skulle", "vilja", "ett", "pa",
        ],
    ]

    private static func script(of scalar: Unicode.Scalar) -> ForeignLanguage? {
        switch scalar.value {
        case 0x0400...0x052F: .russian
        case 0x0370...0x03FF, 0x1F00...0x1FFF: .greek
        case 0x0590...0x05FF: .hebrew
        case 0x0600...0x06FF, 0x0750...0x077F: .arabic
        case 0x0900...0x097F: .hindi
        case 0x0E00...0x0E7F: .thai
        case 0x3040...0x30FF: .japanese
        case 0x4E00...0x9FFF, 0x3400...0x4DBF: .chinese
        case 0xAC00...0xD7AF, 0x1100...0x11FF: .korean
        default: nil
        }
    }
}
