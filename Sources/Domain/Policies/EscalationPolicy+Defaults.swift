extension EscalationPolicy {
    /// What a threshold is unless anybody set one.
    package static let defaultThreshold = 0.7
    /// By how much surer an engine must be with a VIP, and the most that is asked of it then.
    package static let vipMargin = 0.1
    package static let vipCap = 0.95
    /// What ``clarifyBelow`` is unless set.
    package static let clarifyBelow = 0.4
    /// What ``repeatedIssue`` is unless set.
    package static let repeatedIssue = 2
    /// What ``failedAttempts`` is unless set.
    package static let failedAttempts = 3
    /// What ``sentiment`` is unless set.
    package static let sentiment = -0.5

    /// Made for the general threshold of 0.7: a hotel that sets its own means it for these intents as well.
    static let thresholdsByIntent = [
        "greeting": 0.5, "feedback": 0.6, "other.human_request": 0.6, "dining": 0.75, "complaint": 0.8,
        "room.change": 0.85,
        "room.early_checkin": 0.85, "room.late_checkout": 0.85, "room.upgrade": 0.85, "room.extend": 0.85,
    ]

    static let alwaysEscalate = [
        "booking.modify", "booking.cancel", "complaint.billing.dispute", "complaint.service.rude", "complaint.safety.*",
        "emergency.*",
        "other.human_request", "other.legal_request",
    ]

    static let priorities: [String: ConversationPriority] = [
        "emergency": .urgent, "complaint": .high, "complaint.safety": .urgent, "negative_sentiment": .high,
        "repeated_issue": .high,
        "repeated_failure": .high, "engine_silent": .high, "default": .normal,
    ]

    static let targets: [String: Target] = [
        "emergency": Target("security", then: ["front_desk", "role:manager"]),
        "emergency.flood": Target("maintenance", then: ["front_desk", "role:manager"]),
        "complaint": Target("front_desk", then: ["role:manager"]),
        "booking": Target("reservations", then: ["front_desk", "role:manager"]),
        "room.extend": Target("reservations", then: ["front_desk", "role:manager"]),
        "maintenance": Target("maintenance", then: ["front_desk", "role:manager"]),
        "housekeeping": Target("housekeeping", then: ["front_desk", "role:manager"]),
        "vip": Target("concierge", then: ["role:manager"]),
        "default": Target("front_desk", then: ["role:manager"]),
    ]

    static let minutes = ["urgent": 5, "high": 10, "normal": 30, "low": 120]

    /// Unanswered for 2, 10, 30 and 120 minutes: people are called again, and louder each time.
    static let ladders: [String: [LadderStep]] = Dictionary(
        uniqueKeysWithValues: [("urgent", 120), ("high", 600), ("normal", 1800), ("low", 7200)].map {
            priority,
            seconds in
            (
                priority,
                [
                    LadderStep(afterSeconds: seconds, notify: .department, raisesPriority: true),
                    LadderStep(afterSeconds: 2 * seconds, notify: .next, raisesPriority: true),
                    LadderStep(afterSeconds: 4 * seconds, notify: .everyone),
                ]
            )
        }
    )
}
