import Language

/// One thing guests say, and what the house does about it.
struct HouseRule: Sendable {
    /// What sort of saying it is.
    enum Role: Sendable {
        /// A thing to bring; `usual` is how many when the guest does not say.
        case item(HouseWork, usual: Int)
        /// Work to start when it is named.
        case work(HouseWork)
        /// A thing of the room: work when something is wrong with it, else a subject for questions.
        case equipment(HouseWork)
        /// A subject the knowledge base may know about.
        case topic
        /// A matter that a person must decide.
        case decision(department: String)
        /// Displeasure.
        case complaint(department: String, isSerious: Bool)
        /// Danger to people.
        case emergency
        /// The wish for a person.
        case human
        /// Courtesy.
        case social
    }

    /// What the engine calls it.
    let intent: String
    let role: Role
    /// How guests say it, in the notation of ``Phrase``.
    let phrases: Localised

    /// Names every part; languages in which the saying is the same may be left out.
    init(
        _ intent: String,
        _ role: Role,
        en: String,
        es: String = "",
        de: String = "",
        fr: String = "",
        it: String = "",
        pt: String = ""
    ) {
        self.intent = intent
        self.role = role
        phrases = Localised(en: en, es: es, de: de, fr: fr, it: it, pt: pt)
    }
}

/// Work for a department.
struct HouseWork: Sendable {
    /// How the house speaks of it to the guest.
    enum Manner: Sendable {
        /// Something is brought to the room.
        case bring
        /// Something is repaired.
        case fix
        /// Something is arranged, and will be.
        case arrange
        /// Somebody must confirm it first: nothing is promised.
        case confirm
    }

    let department: String
    let priority: TaskAction.Priority
    /// Within how many minutes; told to the guest unless it must be confirmed first.
    let minutes: Int
    let manner: Manner
    /// Its name for staff, in English; for an item, one of it.
    let title: String
    /// Its name for the guest; for an item `one|several`.
    let said: Localised
    /// What must be known before it can be done.
    var needsRoom = true
    var needsTime = false
    /// Whether it also goes to a person at once.
    var isCritical = false
}
