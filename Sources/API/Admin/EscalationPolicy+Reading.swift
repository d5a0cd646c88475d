import Domain

extension EscalationPolicy {
    /// Reads a document; every mistake is noted in the reader.
    ///
    /// - Parameter departments: the codes of the hotel's own; nobody else can take a conversation over.
    static func read(_ fields: inout FieldReader, departments: Set<String>) -> EscalationPolicy {
        var policy = EscalationPolicy()
        policy.threshold = fields.optionalNumber("threshold", 0...1)
        policy.thresholds = fields.optionalObject("thresholds") { inner in
            var thresholds = Thresholds()
            thresholds.byIntent = table("byIntent", in: &inner, of: .intents) {
                $0.optionalNumber($1, 0...1, isRequired: true)
            }
            thresholds.byLanguage = table("byLanguage", in: &inner, of: .languages) {
                $0.optionalNumber($1, 0...1, isRequired: true)
            }
            return thresholds
        }
        policy.alwaysEscalate = fields.optionalStrings("alwaysEscalate", count: 0...200, length: 1...128)
        if let wrong = policy.alwaysEscalate?.first(where: { !IntentPattern.isValid($0) }) {
            fields.refuse("alwaysEscalate", "holds \(wrong), which is no name of an intent")
        }
        policy.clarifyBelow = fields.optionalNumber("clarifyBelow", 0...1)
        policy.repeatedIssue = fields.optionalInteger("repeatedIssue", 2...20)
        policy.failedAttempts = fields.optionalInteger("failedAttempts", 2...20)
        policy.sentiment = fields.optionalNumber("sentiment", -1...0)
        policy.priorities = table("priorities", in: &fields, of: .intents) { table, key in
            let priority: ConversationPriority? = table.optionalWord(key, isRequired: true)
            if let priority, priority != .urgent, isDanger(key) {
                table.refuse(key, "must be urgent: guests in danger wait for nobody")
            }
            return priority
        }
        policy.targets = table("targets", in: &fields, of: .intents) { table, key in
            table.optionalObject(key) { target(&$0, departments) }
        }
        policy.minutes = table("minutes", in: &fields, of: .priorities) {
            $0.optionalInteger($1, 1...1440, isRequired: true)
        }
        policy.ladders = table("ladders", in: &fields, of: .priorities) { table, key in
            table.optionalObjects(key, count: 0...10, isRequired: true) { step(&$0) }
        }
        policy.notices = table("notices", in: &fields, of: .intents) { table, key in
            Self.table(key, in: &table, of: .languages) { notice(&$0, $1) }
        }
        return policy
    }

    private static func notice(_ fields: inout FieldReader, _ name: String) -> String? {
        let text = fields.optionalString(name, 1...2000, isRequired: true)
        if let text, let channel = TextSplitter.tooLong(text, for: ChannelKind.allCases) {
            fields.refuse(name, "would be more than \(TextSplitter.mostParts) messages on \(channel.rawValue)")
        }
        return text
    }

    private static func target(_ fields: inout FieldReader, _ departments: Set<String>) -> Target {
        let department = fields.string("department", 1...64)
        if !departments.contains(department) { fields.refuse("department", "is no department of this hotel") }
        let then = fields.optionalStrings("then", count: 0...10, length: 1...64)
        for name in then ?? [] where !departments.contains(name) {
            let role = name.hasPrefix("role:") ? StaffRole(rawValue: String(name.dropFirst(5))) : nil
            if role == nil {
                fields.refuse("then", "holds \(name), which is neither a department nor a role of this hotel")
            }
        }
        return Target(department, then: then)
    }

    private static func step(_ fields: inout FieldReader) -> LadderStep {
        LadderStep(
            afterSeconds: fields.optionalInteger("afterSeconds", 1...86_400, isRequired: true) ?? 1,
            notify: fields.word("notify", or: .everyone),
            raisesPriority: fields.optionalBoolean("raisesPriority")
        )
    }

    /// What the fields of a table are named by.
    private enum Names {
        case intents, languages, priorities

        func refusal(of name: String) -> String? {
            switch self {
            case .intents:
                IntentPattern.isValid(name) ? nil : "is no name of an intent, no reason, and neither vip nor default"
            case .languages:
                LanguageTag.isWellFormed(name) ? nil : "is no language, such as pt or pt-BR"
            case .priorities:
                ConversationPriority(rawValue: name) != nil
                    ? nil : "is none of \(ConversationPriority.allCases.map(\.rawValue).joined(separator: ", "))"
            }
        }
    }

    private static func table<Value>(
        _ name: String,
        in fields: inout FieldReader,
        of names: Names,
        _ read: (inout FieldReader, String) -> Value?
    ) -> [String: Value]? {
        fields.optionalObject(name) { inner in
            var table: [String: Value] = [:]
            if inner.names.count > 200 { inner.refuse("", "holds more than 200 entries") }
            for key in inner.names.prefix(200) {
                let value = read(&inner, key)
                if let refusal = names.refusal(of: key) { inner.refuse(key, refusal) } else { table[key] = value }
            }
            return table
        }
    }
}
