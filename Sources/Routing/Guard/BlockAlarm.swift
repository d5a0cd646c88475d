import Domain
import Synchronization

/// Remembers who is not listened to for a while, until people are told; of a flood from everywhere only so many.
final class BlockAlarm: Sendable {
    /// More than this at once are one attack, of which the first say enough.
    private static let most = 200

    private let open = Mutex<[CallerBlock]>([])

    /// Remembers a block. Of addresses one says as much as many, and leaves room for the hotels' own callers.
    func note(_ block: CallerBlock) {
        open.withLock { open in
            guard open.count < Self.most else { return }
            if block.property == nil, open.contains(where: { $0.property == nil && $0.bucket == block.bucket }) {
                return
            }
            open.append(block)
        }
    }

    /// Hands over what was remembered; it is forgotten when that succeeds.
    func handOver<Result>(to tell: ([CallerBlock]) async throws -> Result) async throws -> Result {
        let blocks = open.withLock { open in
            defer { open = [] }
            return open
        }
        do {
            return try await tell(blocks)
        } catch {
            open.withLock { $0 = Array((blocks + $0).prefix(Self.most)) }
            throw error
        }
    }
}
