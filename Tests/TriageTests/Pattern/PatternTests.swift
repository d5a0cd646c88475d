import Testing
import Triage

/// What patterns fit, and how little they cost.
@Suite struct PatternTests {
    private func fits(_ pattern: String, _ text: String) throws -> Bool { try Pattern(pattern).fits(FoldedText(text)) }

    @Test(arguments: [
        ("wifi", "what is the WiFi password"), ("wi-?fi", "Wi-Fi?"), ("^hello$", "Hello"), ("a|b|c", "xxc"),
        ("(late|early) check-?(in|out)", "can I have a late checkout"), (#"\broom \d{3,4}\b"#, "send it to room 412!"),
        (#"^\d+$"#, "412"), ("[a-c]+d", "zzabcd"), ("[^a-z ]", "hello 7"), (#"\s{2,}"#, "a  b"), ("a.c", "abc"),
        ("x{3}", "xxxx"), ("^x{2,3}$", "xxx"), ("^x{2,}$", "xxxxxx"), ("(ab)+c", "ababc"), ("(?:ab)*c", "c"),
        ("(?i)TOWELS", "towels"), ("TOWELS", "towels"), ("a+?b", "aab"), (#"\Ba\B"#, "bab"), (#"\W"#, "a b"),
        (#"\D"#, "1a"), (#"\S"#, " a "), (#"\."#, "a.b"), (#"[\]\-x]"#, "]"), ("[-a]", "-"), (#"\{"#, "{"), ("}", "}"),
        ("(|a)b", "b"), ("$", "x"), ("", "x"),
    ])
    func `What fits`(pattern: String, text: String) throws {
        #expect(try fits(pattern, text))
    }

    @Test(arguments: [
        ("^wifi", "the wifi"), ("wifi$", "wifi please"), (#"\broom\b"#, "bathrooms"), ("a.c", "a\nc"),
        ("^x{2,3}$", "xxxx"),
        ("^x{2,3}$", "x"), ("[^a]", "aaa"), (#"\d"#, "abc"), (#"\bx"#, "axx"), ("(ab)+c", "abac"), ("[a-c]", "d"),
        ("^$", "x"), (#"\w"#, "?!"), ("towel", "towe l"),
    ])
    func `What does not fit`(pattern: String, text: String) throws {
        #expect(try !fits(pattern, text))
    }

    @Test(arguments: [
        ("habitacion", "HABITACIÓN"), ("habitación", "habitacion"), ("Straße", "STRASSE"), ("strasse", "Straße"),
        ("cœur", "COEUR"), ("Ящик", "ящик"), ("ёлка", "ЕЛКА"), ("Άλφα", "αλφα"), ("καπνός", "ΚΑΠΝΟΣ"),
        ("ΚΑΠΝΟΣ", "καπνός"), ("[α-ω]+ς$", "ΚΑΠΝΟΣ"), ("[À-Ü]", "u"), ("[A-Z]{4}", "wifi"),
        ("[а-я]+", "ПОЖАР"), ("ｗｉｆｉ", "wifi"), ("wifi", "ＷｉＦｉ"), ("what's", "What’s"), ("e\u{301}", "é"), ("İ", "i"),
        ("شكرا", "شُكْرًا"), ("a\nb", "a\r\nb"),
    ])
    func `Capitals, accents and typography make no difference`(pattern: String, text: String) throws {
        #expect(try fits(pattern, text))
    }

    @Test(arguments: [
        ("火事", "部屋が火事です"), ("がく", "がくせい"), ("[가-힣]+", "수건"), ("수건", "수건 주세요"), (#"^\w+$"#, "수건"),
        (#"^\w+$"#, "नमस्ते"), ("ผ้า", "ขอผ้าเช็ดตัว"), (#"\d\d"#, "٤٢"), (#"^\w+$"#, "привет"), ("🔥", "🔥🔥"), ("^🔥+$", "🔥🔥"),
        ("[🔥🚒]", "🚒"), (#"\bпривет\b"#, "ну, привет!"), ("^.$", "漢"), ("[一-鿿]{2}", "毛巾"),
    ])
    func `Any script`(pattern: String, text: String) throws {
        #expect(try fits(pattern, text))
    }

    @Test func `Signs that tell words apart stay`() throws {
        #expect(try !fits("かく", "がく"))
        #expect(try !fits("[가-깋]", "하"))
        #expect(try !fits("कल", "कुल"))
    }

    @Test(arguments: [
        ("(a", 0, "never closed"), ("a)", 1, "closes nothing"), ("[a", 0, "never closed"), ("[]", 0, "empty class"),
        ("*a", 0, "repetition of nothing"), ("a**", 2, "repetition of a repetition"), ("x{100}{100}", 6, "repetition"),
        ("a{2,1}", 1, "less than"), ("a{101}", 2, "at most 100"), ("a{,3}", 1, #"written \{"#),
        ("a{", 1, #"written \{"#),
        ("{", 0, #"written \{"#), (#"(a)\1"#, 3, "referring back"), ("(?=a)", 0, "looking ahead"),
        ("(?!a)", 0, "looking ahead"), ("(?<=a)b", 0, "looking behind"), ("(?<!a)b", 0, "looking behind"),
        ("(?P<n>a)", 0, "only"), ("a(?i)b", 1, "very beginning"), ("(?>a)", 0, "give back"), ("a*+", 2, "gives back"),
        (#"\q"#, 0, "not known"), ("a\\", 1, "at the end"), ("[z-a]", 1, "backwards"), (#"[a-\d]"#, 1, "range"),
        (#"[\d-x]"#, 1, "range"), ("[[:alpha:]]", 1, "by name"), ("[ß]", 1, "several letters"),
        (#"\p{L}"#, 0, "not known"),
    ])
    func `What cannot be taken is refused with the place and the reason`(pattern: String, at: Int, why: String) {
        let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
        #expect(error?.reason.contains(why) == true, "\(String(describing: error))")
        #expect(error?.position == at)
    }

    @Test(arguments: ["(x{100}){100}", "((x{50}){50}){50}", "(((((x{100}){100}){100}){100}){100}){100}"])
    func `Repetitions that multiply are refused, and never built`(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test(arguments: ["", "a{0}", "a{0,0}", "\u{301}", "\u{301}\u{300}", "a{0}b{0}", "(){5,}", "()*"])
    func `Nothing is nothing, however often it is repeated`(nothing: String) throws {
        var pattern = "(\(nothing))"
        for _ in 0..<10 { pattern = "(\(pattern){100})" }
        let compiled = try Pattern(pattern)
        #expect(compiled.size == 1)
        #expect(compiled.fits(FoldedText("x")))
        let among = try Pattern("^a\(pattern){100}b$")
        #expect(among.size == 5)
        #expect(among.fits(FoldedText("ab")))
        #expect(!among.fits(FoldedText("axb")))
        // What holds but takes nothing is counted like anything else.
        #expect(throws: PatternError.self) { try Pattern("(((^|$){100}){100}){100}") }
    }

    @Test func `Depth and length have bounds`() throws {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 400)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 501)) }
        let deep = String(repeating: "(", count: 50) + "a" + String(repeating: ")", count: 50)
        #expect(try fits(deep, "a"))
        #expect(try fits(String(repeating: "a", count: 500), String(repeating: "a", count: 500)))
    }

    /// Patterns that engines which go back in the text never finish on.
    @Test(arguments: [
        "(a+)+$", "(a|a)*b", "((a*)*)*b", "(a|aa)+$", "(.*a){20}b", "(a?){100}a{100}b", "(.*)*(.*)*(.*)*x",
        "(a|b|ab)*c",
        "([a-z]+)*[0-9]", #"(\w+\s?)*$b"#,
    ])
    func `The time grows with the text and no faster`(pattern: String) throws {
        let compiled = try Pattern(pattern)
        let text = FoldedText(String(repeating: "a", count: FoldedText.maximumLength - 1) + "!")
        let clock = ContinuousClock()
        let elapsed = clock.measure { #expect(!compiled.fits(text)) }
        // A matter of milliseconds even without optimisation; the others need longer than the world has.
        #expect(elapsed < .seconds(20))
    }

    @Test func `Ten thousand pictures are a text like any other`() throws {
        let text = String(repeating: "👩‍👩‍👧‍👦", count: 10_000)
        #expect(try !fits("(a+)+$", text))
        #expect(try fits("👧", text))
        #expect(try !fits(#"^(\w\W)*x"#, text))
    }

    @Test func `A text is looked at as far as its first four thousand signs`() throws {
        let text = String(repeating: "é", count: 1_000_000) + "x"
        #expect(FoldedText(text).scalars.count == FoldedText.maximumLength)
        #expect(try !fits("x", text))
    }
}
