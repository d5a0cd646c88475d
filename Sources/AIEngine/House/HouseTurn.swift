import Domain
import Language

/// One answer of the house concierge in the making: everything but the knowledge lookup itself.
struct HouseTurn {
    /// Something to look up.
    struct Question: Sendable, Hashable {
        /// What is asked of the knowledge source.
        var query: String
        /// The guest's content words and the subjects, for judging what comes back.
        var words: [String]
        var topics: [String]
    }

    /// A chat message is not a manual: the most characters of one passage that are told.
    private static let longestPassage = 4000

    /// The language of the answer.
    let language: HouseLanguage
    /// What must be looked up before ``reply()``.
    private(set) var questions: [Question] = []

    private let request: EngineRequest
    private let text: String
    private var understanding: Understanding
    private let foreign: ForeignLanguage?
    private var sentences: [String] = []
    private var actions: [EngineAction] = []
    private var sources: [KnowledgeEntryID] = []
    private var confidence: Double
    private var shouldEscalate = false
    private var isUnanswered = false
    private let shape: QuestionShape

    /// Reads the guest's message in its context.
    init(_ request: EngineRequest) {
        self.request = request
        text = request.message.content
        shape = QuestionShape(text)
        understanding = HouseSense.understand(text)
        confidence = understanding.confidence
        foreign = ForeignLanguage.guess(text, tokens: GuestTokens(text).tokens)
        language = Self.language(of: request, understood: understanding)
    }

    /// The words tell first, then the guest's earlier words, then the profile.
    private static func language(of request: EngineRequest, understood: Understanding) -> HouseLanguage {
        if let language = understood.language { return language }
        let earlier = request.context.messages.filter { $0.author == .guest }.suffix(3).map(\.text)
        if let language = HouseSense.understand(earlier.joined(separator: "\n")).language { return language }
        return request.guestProfile.language.flatMap(HouseLanguage.init(tag:)) ?? .english
    }

    /// Says and does all that needs no lookup, and notes what does.
    mutating func answerWithoutKnowledge() {
        if text.allSatisfy(\.isWhitespace) {
            return escalate(EngineIntent.media, saying: HouseTexts.media[language], confidence: 0.95)
        }
        if let emergency = understanding.emergency { return handleEmergency(emergency) }
        if let foreign, understanding.requests.isEmpty {
            return escalate(EngineIntent.unknown, saying: foreign.line, confidence: 0.9)
        }
        resumeEarlierRequest()
        handleRequests()
        handlePeople()
        if understanding.wantsPerson || understanding.decision != nil || understanding.complaint != nil { return }
        noteQuestions()
        if sentences.isEmpty, questions.isEmpty { handleSmallTalk() }
        if request.message.hasMedia {
            sentences.append(HouseTexts.media[language])
            shouldEscalate = true
        }
    }

    // MARK: Rules

    private mutating func handleEmergency(_ intent: String) {
        let danger = Danger.allCases.first { $0.intent == intent } ?? .other
        let spoken = foreign.flatMap { SpokenLanguage(tag: $0.tag) } ?? SpokenLanguage(tag: language.rawValue) ?? .en
        escalate(intent, saying: SafeWords.text(danger, spoken), confidence: 0.99)
        let task = TaskAction(
            department: "security",
            priority: .urgent,
            description: "EMERGENCY (\(intent)). \(WorkOrder.quoted(text))",
            room: room,
            dueInMinutes: 0
        )
        actions = [.createTask(task)]
    }

    /// "412" after "Which room are you in?" belongs to what was asked before.
    private mutating func resumeEarlierRequest() {
        guard understanding.requests.isEmpty, understanding.topics.isEmpty, !understanding.wantsPerson else { return }
        let current = Set(request.message.messageIds)
        let earlier = request.context.messages.filter { !current.contains($0.id) }
        guard let asked = earlier.lastIndex(where: { $0.author != .guest }), earlier[asked].author == .ai else {
            return
        }
        let question = earlier[asked].text
        let answersRoom = HouseTexts.askRoom.occurs(in: question) && understanding.room != nil
        let answersTime = HouseTexts.askTime.occurs(in: question) && Slots.time(in: GuestTokens(text).tokens) != nil
        guard answersRoom || answersTime else { return }
        let before = earlier[..<asked].reversed().prefix { $0.author == .guest }.reversed().map(\.text)
        let words = before.joined(separator: "\n")
        let past = HouseSense.understand("\(words)\n\(text)")
        guard !past.requests.isEmpty else { return }
        understanding = past
        understanding.room = understanding.room ?? earlierRoom(before)
        understanding.questionWords = []
        confidence = past.confidence
    }

    private func earlierRoom(_ texts: [String]) -> String? {
        texts.lazy.compactMap { HouseSense.understand($0).room }.first
    }

    private mutating func handleRequests() {
        // Who is still waiting has asked before: a person looks into it, and nothing is ordered twice.
        guard !understanding.requests.isEmpty, understanding.complaint != "complaint.waiting" else { return }
        let order = WorkOrder(
            understanding.requests,
            room: room,
            language: language,
            quote: text,
            pending: request.context.pendingActions ?? []
        )
        actions += order.actions
        sentences += order.sentences
        if order.isCritical { shouldEscalate = true }
    }

    private mutating func handlePeople() {
        if let complaint = understanding.complaint, !understanding.wantsPerson, understanding.decision == nil {
            escalate(actions.isEmpty ? complaint : nil, saying: HouseTexts.complaint[language])
        }
        if understanding.decision != nil { escalate(nil, saying: HouseTexts.decision[language]) }
        if understanding.wantsPerson { escalate(nil, saying: HouseTexts.person[language]) }
    }

    private mutating func handleSmallTalk() {
        switch understanding.intent {
        case "request.declined":
            sentences.append(HouseTexts.declined[language])
        case "other.room_number":
            sentences.append(HouseTexts.roomNoted[language].filled(with: ["room": understanding.room ?? ""]))
        case let intent where understanding.courtesies.contains(intent):
            sentences.append(HouseCourtesies.text(for: intent)[language])
        default:
            giveUp()
        }
    }

    // MARK: Knowledge

    private mutating func noteQuestions() {
        let words = understanding.questionWords
        if understanding.courtesies.contains(understanding.intent), understanding.topics.isEmpty { return }
        // Words left over beside a request are not worth a lookup unless they name a subject or ask something.
        let isWorthIt = understanding.requests.isEmpty || !understanding.topics.isEmpty || understanding.asks
        if words.isEmpty || !isWorthIt { return }
        questions = [Question(query: words.joined(separator: " "), words: words, topics: understanding.topics)]
    }

    /// The parts of a question about several subjects, to be asked one by one when nothing answers it as a whole.
    func parts(of question: Question) -> [Question] {
        guard question.topics.count > 1 else { return [] }
        return question.topics.compactMap { topic in
            let words = question.words.filter { word in
                Self.names(word, anyOf: [topic]) || QuestionWords.isSoft(GuestTokens.fold(word))
            }
            guard words.contains(where: { Self.names($0, anyOf: [topic]) }) else { return nil }
            return Question(query: words.joined(separator: " "), words: words, topics: [topic])
        }
    }

    private static func names(_ word: String, anyOf topics: [String]) -> Bool {
        let found = HouseRules.index.matches(in: GuestTokens(word).tokens)
        return found.contains { topics.contains(PassageScore.subject(of: $0.rule)) }
    }

    /// Takes the best passage for a question; returns false when there is none good enough.
    mutating func add(_ passages: [KnowledgePassage], for question: Question) -> Bool {
        let own = passages.filter { HouseLanguage(tag: $0.language) == language }
        let scored = own.map { passage in
            let score = PassageScore(words: question.words, topics: question.topics, shape: shape, passage: passage)
            return (passage: passage, score: score)
        }.filter { $0.score.confidence >= HouseConcierge.answerThreshold }
        // Of two equally good passages the lower id wins, so that the answer does not depend on the store's order.
        let best = scored.max { left, right in
            let (first, second) = (left.score.preference, right.score.preference)
            return first == second ? left.passage.id > right.passage.id : first < second
        }
        guard let best else { return false }
        if understanding.intent == EngineIntent.unknown { understanding.intent = "question.knowledge" }
        let score = best.score.confidence
        confidence = sources.isEmpty && sentences.isEmpty ? score : min(confidence, score)
        if !sources.contains(best.passage.id) {
            sources.append(best.passage.id)
            sentences.append(String(best.passage.body.prefix(Self.longestPassage)))
        }
        return true
    }

    /// Admits that something could not be answered.
    mutating func giveUp() {
        isUnanswered = true
    }

    private mutating func escalate(_ intent: String?, saying words: String, confidence: Double? = nil) {
        if let intent { understanding.intent = intent }
        if let confidence { self.confidence = confidence }
        shouldEscalate = true
        sentences.append(words)
    }

    private var isUnclear: Bool {
        sentences.isEmpty && understanding.intent == EngineIntent.unknown && !understanding.asks
            && !text.contains(where: { "?？؟".contains($0) })
            && understanding.topics.isEmpty && (1...3).contains(understanding.questionWords.count)
    }

    private var room: String? {
        understanding.room ?? request.guestProfile.stay?.room
    }

    /// What goes to the guest and the staff.
    func reply() -> EngineReply {
        var (sentences, confidence) = (sentences, confidence)
        if isUnanswered {
            // Beside something that was understood the rest is passed on; alone it is an answer nobody should rely on.
            confidence = sentences.isEmpty ? 0.2 : min(confidence, 0.8)
            sentences.append(HouseTexts.unknown[language])
        }
        return EngineReply(
            conversationId: request.conversationId,
            response: sentences.joined(separator: "\n\n"),
            intent: understanding.intent,
            confidence: confidence,
            actions: actions.isEmpty ? nil : actions,
            // What nobody could make sense of is worth asking back about; a question without an answer is not.
            shouldEscalate: shouldEscalate || (isUnanswered && !isUnclear),
            sources: sources.isEmpty ? nil : sources
        )
    }
}
