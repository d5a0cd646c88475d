/// How the log is read.
package struct EventPublisherConfiguration: Sendable {
    /// How often a followed log is looked at when no hint comes: what a lost hint costs at most.
    package var pollFloor: Duration
    /// The most events of one read.
    package var pageSize: Int
    /// The least time between two notifications of other nodes.
    package var hintInterval: Duration
    /// The most events anybody is read to the present; whoever missed more is told of a gap.
    package var mostMissed: Int

    /// Names every part, each with its default.
    package init(
        pollFloor: Duration = .seconds(1),
        pageSize: Int = 500,
        hintInterval: Duration = .milliseconds(10),
        mostMissed: Int = 10_000
    ) {
        self.pollFloor = pollFloor
        self.pageSize = pageSize
        self.hintInterval = hintInterval
        self.mostMissed = mostMissed
    }
}
