extension StateDiagram {
    /// The turn's section.
    static func turn() -> String {
        """
        ## Turn: one answer in the making

        A turn that is `accumulating` is *due* when its accumulation window has passed; that is computed, not stored.
        An executor works under a lease with a random token, and a commit needs both the lease and the lane's epoch.

        \(drawing(arrows, ends: ["done", "superseded", "discarded", "failed"]))

        \(table(["from", "trigger", "to", "attempt", "in the same commit"], steps))

        A turn is begun at most \(TurnMachine.maximumAttempts) times: one that outlives so many executors is taken to
        be what ends them.

        | channel | waits after the last message | at most after the first |
        |---|---|---|
        \(windows)
        """
    }

    private static var arrows: [(from: String?, label: String, to: String)] {
        TurnMachine.rules.filter { $0.from != .discarded && $0.from != .superseded }.map { rule in
            (rule.from?.rawValue, condition(of: rule, rule.trigger.name), rule.to.rawValue)
        }
    }

    private static var steps: [[String]] {
        TurnMachine.rules.map { rule in
            [
                rule.from.map { "`\($0.rawValue)`" } ?? "–",
                condition(of: rule, "`\(rule.trigger.name)`"),
                "`\(rule.to.rawValue)`",
                rule.attempts == 0 ? "" : rule.attempts > 0 ? "+\(rule.attempts)" : "−\(-rule.attempts)",
                code(rule.effects.map(\.name).sorted()),
            ]
        }
    }

    private static func condition(of rule: TurnMachine.Rule, _ name: String) -> String {
        rule.condition == .always ? name : "\(name), \(rule.condition.rawValue)"
    }

    private static var windows: String {
        ChannelKind.allCases.map { channel in
            let window = AccumulationWindow(for: channel)
            let longest = window.length == .zero ? Duration.zero : AccumulationWindow.longest
            return "| \(channel.rawValue) | \(milliseconds(window.length)) | \(milliseconds(longest)) |"
        }.joined(separator: "\n")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(Int((duration.inSeconds * 1000).rounded())) ms"
    }
}
