import ServiceLifecycle

/// Waiting that does not keep the program from ending.
enum Patience {
    /// Waits; returns early when the program is to end.
    static func wait(milliseconds: Int) async {
        guard milliseconds > 0 else { return }
        do {
            try await cancelWhenGracefulShutdown {
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
        } catch {
            // Only cancellation ends a sleep early, and that is what was asked for.
            return
        }
    }
}
