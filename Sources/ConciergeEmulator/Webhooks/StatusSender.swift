import Foundation
import ServiceLifecycle
import Synchronization

/// Reports what became of the messages taken, as Meta does: later, one status per delivery, again when not taken.
final class StatusSender: Service {
    /// How many messages may be waiting for their statuses; those of more are lost and counted.
    private static let maximumWaiting = 100_000

    private let state: EmulatorState
    private let delivery: WebhookDelivery
    private let retries: Int
    private let jobs: AsyncStream<ReceivedMessage>
    private let intake: AsyncStream<ReceivedMessage>.Continuation
    private let waiting = Mutex(0)

    init(state: EmulatorState, delivery: WebhookDelivery, retries: Int) {
        self.state = state
        self.delivery = delivery
        self.retries = retries
        (jobs, intake) = AsyncStream.makeStream()
    }

    /// Takes on a message.
    func report(on message: ReceivedMessage) async {
        let fits = waiting.withLock { waiting in
            guard waiting < Self.maximumWaiting else { return false }
            waiting += 1
            return true
        }
        if fits {
            intake.yield(message)
        } else {
            await state.countStatus(delivered: false)
        }
    }

    /// Works until the program is to end; statuses still waiting then are dropped.
    func run() async throws {
        await withDiscardingTaskGroup { group in
            for await message in jobs.cancelOnGracefulShutdown() {
                group.addTask {
                    await self.reportAll(message)
                    self.waiting.withLock { $0 -= 1 }
                }
            }
            group.cancelAll()
        }
    }

    private func reportAll(_ message: ReceivedMessage) async {
        let behaviour = await state.behaviour.graph
        for status in behaviour.statusesToDeliver {
            await Patience.wait(milliseconds: behaviour.statusDelayMs)
            if Task.isCancelled { return }
            await report(status, of: message)
        }
    }

    private func report(_ status: String, of message: ReceivedMessage) async {
        let item = WebhookBody.Status(
            id: message.id,
            status: status,
            timestamp: String(Int(Date().timeIntervalSince1970)),
            recipient_id: message.to,
            recipient_user_id: message.recipient,
            biz_opaque_callback_data: message.opaque,
            errors: status == "failed" ? [WebhookBody.Status.Failure()] : nil
        )
        guard let body = try? WebhookBody(phoneNumberID: message.phoneNumberID, status: item).bytes() else {
            await state.countStatus(delivered: false)
            return
        }
        for attempt in 0...max(0, retries) {
            if attempt > 0 { await Patience.wait(milliseconds: 500 << min(attempt, 6)) }
            if Task.isCancelled { return }
            if await delivery.deliver(body).isTaken {
                await state.countStatus(delivered: true)
                return
            }
        }
        await state.countStatus(delivered: false)
    }
}
