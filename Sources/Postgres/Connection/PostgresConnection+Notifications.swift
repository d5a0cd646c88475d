import CLibPQ

extension PostgresConnection {
    typealias Notification = (channel: String, payload: String, pid: Int32)

    /// Waits for notifications, at most `patience`; empty when none came. Throws on loss and on cancellation.
    func notifications(within patience: Duration) async throws -> [Notification] {
        try await inTurn {
            let link = try openLink()
            let deadline = ContinuousClock.now + patience
            while true {
                try Task.checkCancellation()
                let pending = takeNotifications(link)
                guard pending.isEmpty else { return pending }
                let outcome = await withTaskCancellationHandler {
                    await link.watch.wait(for: .read, until: deadline)
                } onCancel: {
                    link.watch.wake()
                }
                if outcome == .deadline { return [] }
                guard PQconsumeInput(link.connection) == 1 else {
                    let error = link.lost
                    lose(error)
                    throw error
                }
            }
        }
    }

    private func takeNotifications(_ link: Link) -> [Notification] {
        var notifications: [Notification] = []
        // PQisBusy makes the library parse what it has read.
        _ = PQisBusy(link.connection)
        while let pointer = PQnotifies(link.connection) {
            defer { PQfreemem(pointer) }
            let notify = pointer.pointee
            notifications.append(
                (String(cString: notify.relname), notify.extra.map { String(cString: $0) } ?? "", Int32(notify.be_pid))
            )
        }
        return notifications
    }
}
