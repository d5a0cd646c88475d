/// What the guest's requests become: tasks for the staff, and words for the guest.
struct WorkOrder {
    private(set) var actions: [EngineAction] = []
    private(set) var sentences: [String] = []
    /// Whether somebody must look at it at once.
    private(set) var isCritical = false
    /// Whether something is not to be done before the guest has answered a question.
    private(set) var isWaiting = false

    private static let quoteLength = 300

    /// Sorts requests.
    ///
    /// - Parameters:
    ///   - requests: what the guest asked for.
    ///   - room: where, when it is known.
    ///   - language: the guest's.
    ///   - quote: the guest's own words, for the staff.
    ///   - pending: work of this conversation that is not finished.
    init(
        _ requests: [Understanding.Request],
        room: String?,
        language: HouseLanguage,
        quote: String,
        pending: [PendingAction]
    ) {
        let items = requests.filter(\.isItem)
        if !items.isEmpty { addItems(items, room: room, language: language, quote: quote) }
        for request in requests where !request.isItem {
            add(request, room: room, language: language, quote: quote, pending: pending)
        }
    }

    private mutating func addItems(
        _ requests: [Understanding.Request],
        room: String?,
        language: HouseLanguage,
        quote: String
    ) {
        guard let room else { return ask(HouseTexts.askRoom[language]) }
        var things: [String] = []
        var listed: [String] = []
        var items: [TaskAction.Item] = []
        var minutes = 0
        for request in requests {
            guard case .item(let work, let usual) = HouseRules.all[request.rule].role else { continue }
            let quantity = request.quantity ?? usual
            minutes = max(minutes, work.minutes)
            items.append(TaskAction.Item(name: work.title, quantity: quantity))
            listed.append("\(quantity) × \(work.title)")
            let names = work.said[language].split(separator: "|")
            let name = (quantity == 1 ? names.first : names.last) ?? ""
            things.append("\(quantity) \(name)")
        }
        actions.append(
            .createTask(
                TaskAction(
                    department: requests.first?.department ?? "housekeeping",
                    description: "Bring \(listed.joined(separator: ", ")). \(Self.quoted(quote))",
                    room: room,
                    items: items,
                    dueInMinutes: minutes
                )
            )
        )
        let values = ["things": Self.list(things, language), "room": room, "minutes": "\(minutes)"]
        sentences.append(HouseTexts.bring[language].filled(with: values))
    }

    private mutating func add(
        _ request: Understanding.Request,
        room: String?,
        language: HouseLanguage,
        quote: String,
        pending: [PendingAction]
    ) {
        guard case .work(let work) = HouseRules.all[request.rule].role.asWork else { return }
        if work.needsRoom, room == nil { return ask(HouseTexts.askRoom[language]) }
        if work.needsTime, request.time == nil { return ask(HouseTexts.askTime[language]) }
        // The same trouble reported again is not a second task but a reason for a person to look.
        let isKnown = pending.contains { $0.room == room && $0.description?.hasPrefix(work.title) == true }
        if isKnown, work.manner == .fix {
            isCritical = true
            sentences.append(HouseTexts.onItsWay[language])
            return
        }
        let at = request.time.map { " at \($0)" } ?? ""
        actions.append(
            .createTask(
                TaskAction(
                    department: work.department,
                    priority: work.priority,
                    description: "\(work.title)\(at). \(Self.quoted(quote))",
                    room: room,
                    dueInMinutes: work.minutes > 0 ? work.minutes : nil
                )
            )
        )
        let values = [
            "things": work.said[language], "room": room ?? "", "minutes": "\(work.minutes)", "time": request.time ?? "",
        ]
        let text =
            switch work.manner {
            case .bring: HouseTexts.bring
            case .fix: HouseTexts.fix
            case .arrange where work.needsTime: HouseTexts.arrangeAt
            case .arrange: work.minutes > 0 ? HouseTexts.arrange : HouseTexts.note
            case .confirm: HouseTexts.confirm
            }
        sentences.append(text[language].filled(with: values))
        if work.isCritical {
            isCritical = true
            sentences.append(HouseTexts.critical[language])
        }
    }

    private mutating func ask(_ question: String) {
        isWaiting = true
        if !sentences.contains(question) { sentences.append(question) }
    }

    /// The guest's words on one line, short enough for a task list.
    static func quoted(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " / ").replacing("\0", with: "\u{FFFD}")
        return line.count > quoteLength ? "“\(line.prefix(quoteLength))…”" : "“\(line)”"
    }

    private static func list(_ things: [String], _ language: HouseLanguage) -> String {
        guard let last = things.last, things.count > 1 else { return things.first ?? "" }
        return "\(things.dropLast().joined(separator: ", ")) \(HouseTexts.and[language]) \(last)"
    }
}

extension HouseRule.Role {
    /// Fixtures are work once something is wrong with them.
    fileprivate var asWork: HouseRule.Role {
        if case .equipment(let work) = self { .work(work) } else { self }
    }
}

extension String {
    /// Fills `{name}` in.
    func filled(with values: [String: String]) -> String {
        values.reduce(self) { text, value in text.replacing("{\(value.key)}", with: value.value) }
    }
}
