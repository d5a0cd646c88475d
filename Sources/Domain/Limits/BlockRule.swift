package import Foundation

/// When a caller who goes on asking after being refused is not listened to for a while.
package struct BlockRule: Sendable, Hashable {
    /// How many refusals within a window are too many, of those who came sooner than they were told; at least 1.
    package let refusals: Int
    /// How long a window is, in milliseconds; at least 1.
    package let windowMs: Int
    /// For how long nobody listens, in milliseconds; at least 1.
    package let blockMs: Int

    /// Holds all three to what makes sense.
    package init(refusals: Int, windowMs: Int, blockMs: Int) {
        self.refusals = max(1, refusals)
        self.windowMs = max(1, windowMs)
        self.blockMs = max(1, blockMs)
    }
}

/// How often one caller came sooner than told lately, and until when the caller is not listened to.
///
/// A program that waits as long as it is told is never blocked, however often it is refused. One that does not is blocked
/// again only after as many refusals again: while it is blocked nothing is counted.
package struct BlockWatch: Sendable, Hashable {
    private var refusals = 0
    private var since = Date.distantPast
    private var until = Date.distantPast
    /// The moment the caller was told to wait for.
    private var told = Date.distantPast

    /// A caller who was never refused.
    package init() {}

    /// How long the caller is not listened to yet; nil when it is.
    package func wait(at now: Date) -> Duration? {
        let left = until.timeIntervalSince(now)
        return left > 0 ? .seconds(left) : nil
    }

    /// Takes note of a refusal. True when it was the one too many, and the block begins.
    ///
    /// - Parameter wait: how long the caller is told to wait.
    package mutating func refuse(by rule: BlockRule, wait: Duration, at now: Date) -> Bool {
        guard until <= now else { return false }
        let isImpatient = now < told
        told = now.addingTimeInterval(wait.inSeconds)
        guard isImpatient else { return false }
        if now.timeIntervalSince(since) * 1000 >= Double(rule.windowMs) || now < since {
            since = now
            refusals = 0
        }
        refusals += 1
        guard refusals >= rule.refusals else { return false }
        until = now.addingTimeInterval(Double(rule.blockMs) / 1000)
        refusals = 0
        return true
    }
}

/// A block that has begun: who is not listened to, and until when.
package struct CallerBlock: Sendable, Hashable {
    /// What was asked too much of, as the metrics name it: `people`, `inbound`, `chat_opens`, ….
    package let bucket: String
    /// Who: `staff:ID`, `key:ID` or `address:ADDRESS`.
    package let caller: String
    /// The hotel whose caller it is; nil for who is not known to belong to one.
    package let property: PropertyID?
    /// For how long.
    package let time: Duration

    /// Names every part.
    package init(bucket: String, caller: String, property: PropertyID?, time: Duration) {
        self.bucket = bucket
        self.caller = caller
        self.property = property
        self.time = time
    }
}
