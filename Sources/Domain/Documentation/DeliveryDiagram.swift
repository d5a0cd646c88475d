extension StateDiagram {
    /// The delivery's section.
    static func delivery() -> String {
        """
        ## Delivery: one message on its way to the guest

        Receipts may come in any order, more than once, and before the answer to the request that sent the message.
        The states are therefore ranked, and a receipt only ever moves a delivery up:
        \(ranking).
        Nothing leads from `unknown` back to `queued`: a message is never sent twice blindly.

        \(drawing(arrows, ends: ["read"]))

        Empty cells are refused; *stays* means that nothing changes.

        \(table(["trigger"] + DeliveryState.allCases.map(\.rawValue), cells))
        """
    }

    /// The section on refused deliveries.
    static func retries() -> String {
        """
        ## After a refusal by a provider

        Waits double or quadruple with each attempt up to the longest, are spread between their half and their whole,
        and are never shorter than what the provider asked for, up to a day.

        \(table(["refusal", "held up", "first wait", "growth", "longest wait", "attempts"], retryRows))
        """
    }

    private static var ranking: String {
        DeliveryState.allCases.sorted { $0.rank < $1.rank }.map { "`\($0.rawValue)`" }.joined(separator: " < ")
    }

    private static func outcome(_ state: DeliveryState, _ trigger: DeliveryTrigger) -> DeliveryState? {
        try? DeliveryMachine.transition(from: state, on: trigger)
    }

    private static var arrows: [(from: String?, label: String, to: String)] {
        var arrows: [(from: String?, label: String, to: String)] = [(nil, "written", "queued")]
        for state in DeliveryState.allCases {
            for trigger in DeliveryTrigger.allCases {
                guard let to = outcome(state, trigger), to != state else { continue }
                arrows.append((state.rawValue, trigger.name, to.rawValue))
            }
        }
        return arrows
    }

    private static var cells: [[String]] {
        DeliveryTrigger.allCases.map { trigger in
            ["`\(trigger.name)`"]
                + DeliveryState.allCases.map { state in
                    guard let to = outcome(state, trigger) else { return "" }
                    return to == state ? "*stays*" : to.rawValue
                }
        }
    }

    private static var retryRows: [[String]] {
        SendFailure.Class.allCases.map { failure in
            guard let rule = DeliveryRetry.rules.first(where: { $0.failure == failure }) else {
                return ["`\(failure.rawValue)`", "given up", "", "", "", "1"]
            }
            return [
                "`\(failure.rawValue)`",
                rule.scope.rawValue,
                seconds(rule.backoff.base),
                "× \(Int(rule.backoff.multiplier))",
                seconds(rule.backoff.cap),
                "\(rule.maximumAttempts)",
            ]
        }
    }

    private static func seconds(_ duration: Duration) -> String { "\(Int(duration.inSeconds)) s" }
}
