import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import API

/// Guests write as they write: what comes in is what is stored, shown and told to an engine.
@Suite struct EveryScriptTests {
    private static let scripts = [
        "Latin": "Čeština, Türkçe, Tiếng Việt: phòng 412 ơi", "Greek": "Δύο πετσέτες, παρακαλώ",
        "Cyrillic": "Ещё одно полотенце, будьте добры", "Armenian": "Սենյակը ցուրտ է", "Georgian": "ოთახი ცივია",
        "Hebrew (right to left)": "שתי מגבות לחדר 412 בבקשה", "Hebrew with points": "שָׁלוֹם",
        "Arabic (right to left)": "منشفتان للغرفة ٤١٢ من فضلك", "Arabic with marks": "الْغُرْفَةُ بَارِدَةٌ",
        "Persian (zero-width non-joiner)": "می‌خواهم اتاق را عوض کنم", "Urdu": "کمرہ ٹھنڈا ہے", "Syriac": "ܫܠܡܐ",
        "Thaana": "ކޮޓަރި ފިނި", "Devanagari (joiner)": "क्‍षमा कीजिए, कमरा ठंडा है", "Bengali": "ঘরটা ঠান্ডা",
        "Gurmukhi": "ਕਮਰਾ ਠੰਡਾ ਹੈ", "Gujarati": "ઓરડો ઠંડો છે", "Odia": "କୋଠରୀ ଥଣ୍ଡା", "Tamil": "அறை குளிராக உள்ளது",
        "Telugu": "గది చల్లగా ఉంది", "Kannada": "ಕೊಠಡಿ ತಣ್ಣಗಿದೆ", "Malayalam": "മുറി തണുത്തതാണ്", "Sinhala": "කාමරය සීතලයි",
        "Thai": "ห้องหนาวมาก", "Lao": "ຫ້ອງເຢັນ", "Tibetan": "ཁང་པ་གྲང་མོ་འདུག", "Burmese": "အခန်းအေးတယ်", "Khmer": "បន្ទប់ត្រជាក់",
        "Mongolian": "ᠮᠣᠩᠭᠣᠯ", "Ethiopic": "ክፍሉ ቀዝቃዛ ነው", "Cherokee": "ᎣᏏᏲ", "Inuktitut": "ᐃᓄᒃᑎᑐᑦ",
        "Hangul": "방이 추워요", "Hangul in pieces": "\u{1112}\u{1161}\u{11AB}", "Kana": "タオルを２枚おねがいします", "Han": "请送两条毛巾",
        "Rare Han": "𠮷野家", "Half-width kana": "ﾀｵﾙ", "Braille": "⠓⠑⠇⠇⠕", "Gothic": "𐌰𐌱𐌲",
        "Adlam (right to left)": "𞤀𞤁𞤂",
        "Mathematical letters": "𝓱𝓮𝓵𝓵𝓸",
        "Combining marks": "e\u{301}\u{327}\u{323} Z\u{351}\u{36B}a\u{300}l\u{321}g\u{328}o",
        "Both directions with marks": "Room \u{202B}٤١٢\u{202C} \u{200F}please\u{200E}", "Family (joiner)": "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇨🇭",
        "A flag in tags": "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Byte order mark": "\u{FEFF}hello", "Private use": "\u{E000}\u{F8FF}\u{10FFFF}",
        "Line separators": "one\u{2028}two\u{85}three",
    ]

    private struct Said: Decodable {
        struct Message: Decodable { var text: String }
        var message: Message
    }

    @Test func `Every script is stored and shown as it was written`() async throws {
        #expect(Self.scripts.count >= 25)
        var chat = ChatConfiguration()
        chat.messages = RateLimit(maxRequests: 1000, windowMs: 60_000)
        try await PeopleUnderTest.serving(chat: chat) { server in
            try await server.addChat()
            let guest = try await WebGuest.opening(server)
            for (script, text) in Self.scripts.sorted(by: { $0.key < $1.key }) {
                let answer = try await guest.says(text)
                #expect(answer.status == 202, "\(script): \(answer.text)")
                // Not by JSONSerialization, which swallows a byte order mark.
                let shown = try JSONDecoder().decode(Said.self, from: Data(answer.text.utf8)).message.text
                // Swift finds texts equal that are written differently; bytes tell.
                #expect(Array(shown.utf8) == Array(text.utf8), "\(script)")
            }
            let stored: [String] = try await server.hotel.values("SELECT body FROM messages WHERE author = 'guest'")
            #expect(Set(stored.map { Data($0.utf8) }) == Set(Self.scripts.values.map { Data($0.utf8) }))
            #expect(try await server.hotel.violations() == [])
        }
    }

    @Test(arguments: [
        // Half a surrogate pair is no letter; NUL is one that PostgreSQL does not store.
        (#"half \ud83d a pair"#, "half \u{FFFD} a pair"), (#"the other half \ude00"#, "the other half \u{FFFD}"),
        (#"turned \ude00\ud83d round"#, "turned \u{FFFD}\u{FFFD} round"),
        (#"a whole \ud83d\ude00 one"#, "a whole 😀 one"),
        (#"NUL \u0000 in it"#, "NUL \u{FFFD} in it"),
        (#"bell \u0007 and \u001b escape"#, "bell \u{7} and \u{1B} escape"),
        (#"no letter \uffff \ufffe"#, "no letter \u{FFFF} \u{FFFE}"),
        (#"joined \u200d\u200d\u200d"#, "joined \u{200D}\u{200D}\u{200D}"),
    ])
    func `What JSON can say and no letter is becomes the letter for such things`(escaped: String, stored: String)
        async throws
    {
        try await PeopleUnderTest.serving { server in
            try await server.addChat()
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let guest = try await WebGuest.opening(server)
            let said = try await server.ask(
                "POST",
                "/chat/v1/messages",
                as: guest.token,
                body: #"{"id":"\#(UUID())","text":"\#(escaped)"}"#
            )
            let handedIn = try await server.ask(
                "POST",
                "/internal/v1/inbound",
                as: server.serviceToken(),
                body: #"{"channelId":"line-1","channelType":"sms","senderId":"+15005550006","content":"\#(escaped)","#
                    + #""timestamp":"2026-11-21T09:30:00Z"}"#
            )
            #expect(said.status == 202 && handedIn.status == 202, "\(said.text) \(handedIn.text)")
            let bodies: [String] = try await server.hotel.values("SELECT body FROM messages WHERE author = 'guest'")
            #expect(bodies.count == 2 && bodies.allSatisfy { Array($0.utf8) == Array(stored.utf8) }, "\(bodies)")
        }
    }

    @Test func `Ten thousand pictures: the chat says what is too long, a service's are kept whole and answered`()
        async throws
    {
        try await PeopleUnderTest.serving(working: true) { server in
            try await server.addChat()
            try await server.addEndpoint(.relay, provider: "relay", address: "line-1")
            let guest = try await WebGuest.opening(server)
            let pictures = String(repeating: "🎉", count: 10_000)
            let refused = try await guest.says(pictures)
            // Four bytes each: more than the chat reads of any request.
            #expect(refused.status == 413)
            let handedIn = try await server.ask(
                "POST",
                "/internal/v1/inbound",
                as: server.serviceToken(),
                body: #"{"channelId":"line-1","channelType":"sms","senderId":"+15005550006","content":"\#(pictures)","#
                    + #""timestamp":"2026-11-21T09:30:00Z"}"#
            )
            #expect(handedIn.status == 202)
            #expect(
                try await server.hotel.value(
                    "SELECT char_length(body) FROM messages WHERE author = 'guest'",
                    as: Int32.self
                )
                    == 10_000
            )
            let deadline = ContinuousClock.now + .seconds(30)
            var answers = 0
            while answers == 0, .now < deadline {
                answers = try await server.hotel.value(
                    "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.author <> 'guest' AND c.recipient_kind <> 'web_session'"
                )
                await Task.yield()
            }
            #expect(answers == 1)
            #expect(try await server.hotel.violations() == [])
        }
    }
}
