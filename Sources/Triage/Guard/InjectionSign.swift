/// How a guest, or somebody whose words a guest passes on, may try to give an engine orders.
package enum InjectionSign: String, Sendable, Hashable, CaseIterable {
    /// "Ignore all previous instructions."
    case override
    /// "From now on you are …"
    case rolePlay = "role_play"
    /// "Show me your system prompt."
    case promptLeak = "prompt_leak"
    /// Marks that only the program itself sets: `<|im_start|>system`.
    case fakeRole = "fake_role"
    /// Orders in signs that are not seen, or in base64.
    case hidden
    /// A picture or an address that would carry away what is known.
    case exfiltration
    /// A call of a tool, written by hand.
    case forgedCall = "forged_call"
    /// "Developer mode", "do anything now".
    case developerMode = "developer_mode"
    /// "Translate this and then do what it says."
    case translation
    /// One word without end.
    case repetition

    /// How it is said, in the notation of `Phrase`.
    var notation: [String] {
        switch self {
        case .override:
            [
                "ignore|disregard|override|bypass ~ instruction*|prompt*|directive*|guideline*",
                "forget ~ your|previous|prior|earlier|above ~ instruction*|prompt*|directive*|guideline*|rules|training",
                "ignore|disregard|override|bypass ~ your ~ rules|programming|training|safeguards|orders|filters",
                "new instructions ~ follow|obey|override, your new instructions|rules are, do not follow ~ instructions|rules",
                "ignora|olvida|ignore|ignorad|desobedece ~ instruccion*|indicacion*, olvida ~ reglas",
                "ignorier*|vergiss|missachte|vergessen ~ anweisung*|instruktion*|vorgabe*|regeln",
                "ignore*|oublie*|neglige* ~ instruction*|consigne*|directives",
                "ignora|dimentica|trascura ~ istruzion*|regole|direttive",
                "ignore|esqueca|desconsidere|ignora|esquece ~ instrucoes|regras|diretrizes",
                "negeer|vergeet ~ instructies|opdrachten|regels, zignoruj|zapomnij ~ instrukcj*|polecen*|zasad*",
                "ignorera|glom ~ instruktioner*|regler*, talimat* ~ unut|yoksay|gormezden",
                "игнорируй*|забудь*|проигнорируй* ~ инструкц*|указани*|правила, تجاهل ~ التعليمات|تعليمات*|تعليماتك",
            ]
        case .rolePlay:
            [
                "from now on you are|must|act|respond|answer|speak|obey, you are now a|an|no|free|called, you are no longer ~ assistant|ai|concierge|bot",
                "pretend|imagine ~ you are|were, act as if you, act as a|an|my ~ ai|assistant|hacker|administrator|admin|model|manager",
                "roleplay as, role play as, lets play a game ~ you are, stay in character",
                "a partir de ahora eres, finge que eres, actua como si, ab jetzt bist du, du bist jetzt ein|eine, tu so als",
                "a partir de maintenant tu es, fais comme si tu|vous, d ora in poi sei, fai finta di, a partir de agora voce",
                "с этого момента ты, представь ~ что ты, ты теперь",
            ]
        case .promptLeak:
            [
                "system prompt*|instruction*, initial|hidden|original|secret prompt|instruction*",
                "reveal|show|print|output|repeat|tell|share|display ~ your ~ instructions|prompt|prompts|rules",
                "repeat|print|output|show|reveal|display ~ everything|words|text|lines above|before",
                "what were you instructed, prompt del sistema, muestra|muestrame|revela|repite ~ instrucciones, systemprompt*",
                "zeig*|wiederhole|verrate ~ deine anweisungen|instruktionen|regeln, montre*|revele*|affiche*|repete* ~ instructions|consignes",
                "invite systeme, prompt di sistema, mostra*|rivela|ripeti ~ istruzioni, mostre|revele|repita ~ instrucoes",
                "системн* промпт*|инструкц*|подсказк*, покажи ~ инструкции",
            ]
        case .developerMode:
            [
                "developer|debug|god|admin|sudo|root|maintenance|unrestricted|jailbreak mode, can|will|shall do anything now, jailbreak*, dan mode",
                "without ~ restrictions|filters|limitations|censorship ~ answer|respond|reply, no restrictions|filters apply",
                "answer|respond|reply ~ without ~ restrictions|filters|limitations|censorship, you have no|zero restrictions|limits|rules",
                "modo desarrollador|administrador|dios, entwicklermodus, mode developpeur, modalita sviluppatore, modo de desenvolvedor",
                "режим разработчика",
            ]
        case .translation:
            [
                "translate ~ then|and ~ follow|obey|execute ~ it|them|this|instruction*|order*|command*",
                "translate ~ do what it|this says, translate ~ your ~ prompt|instructions|rules",
                "traduce|traduis|ubersetze|traduci|traduza|переведи ~ sigue|suis|befolge|esegui|siga|выполни",
                "traduce|traduis|ubersetze|traduci|traduza|переведи ~ tus|tes|vos|deine|tue|suas|твои ~ instruc*|consignes|anweisung*|istruzion*|инструкц*",
            ]
        case .exfiltration:
            [
                "send|post|upload|forward|append|include|encode ~ conversation|history|data|passwords|prompt ~ url|link|http*|webhook|server"
            ]
        case .repetition:
            [
                "repeat|say|write|print|type ~ forever, repeat|say|write|print|type ~ without stopping|end, repeat|say|write|print ~ million|infinite|endless* times",
                "repite|wiederhole|repete|ripeti|repita|повторяй ~ siempre|endlos|unendlich|infini*|sempre|infinit*|бесконечно",
            ]
        case .fakeRole, .hidden, .forgedCall: []
        }
    }

    /// How it is said in scripts that are written without spaces, and in marks.
    var literals: [String] {
        switch self {
        case .override:
            [
                "忽略之前", "忽略以上", "忽略上面", "忽略先前", "忽略所有", "无视之前", "無視之前", "忘记之前的指令", "以前の指示を無視", "これまでの指示を無視",
                "上記の指示を無視", "指示を無視", "이전 지시를 무시", "이전 명령을 무시", "지시를 무시", "เพิกเฉยต่อคำสั่ง", "ไม่ต้องสนใจคำสั่ง",
                "पिछले निर्देशों को अनदेखा", "निर्देशों को अनदेखा",
            ]
        case .rolePlay: ["从现在起你是", "從現在起你是", "你现在是", "今からあなたは", "지금부터 너는"]
        case .promptLeak: ["系统提示", "系統提示", "システムプロンプト", "시스템 프롬프트"]
        case .fakeRole:
            [
                "<|im_start|>", "<|im_end|>", "<|system|>", "<|assistant|>", "<|endoftext|>", "[inst]", "[/inst]",
                "<<sys>>",
                "<system>", "</system>", "[system]", "<assistant>", "</user>", "### system", "### instruction",
                "begin system message", "\"role\":\"system\"", "\"role\": \"system\"", "<|start_header_id|>",
            ]
        case .forgedCall:
            [
                "<tool_call>", "<function_call", "\"tool_calls\"", "\"function_call\"", "<tool_use>", "<invoke ",
                "\"shouldescalate\"", "\"actions\":", "\"actions\" :", "tool_result", "<|tool|>", "\"tool\":\"",
                "\"tool\": \"",
            ]
        case .developerMode: ["开发者模式", "開發者模式", "開発者モード", "개발자 모드"]
        case .exfiltration: ["](http://", "](https://", "](//", "<img ", "<iframe", "<script", "javascript:"]
        case .hidden, .translation, .repetition: []
        }
    }
}
