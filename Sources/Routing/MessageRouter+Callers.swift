package import Domain
import Logging

extension MessageRouter {
    /// What a hotel allows its guests, its people and its services, as this node knows it.
    package func limits(of property: PropertyID) -> LimitPolicy {
        policies.policies(of: property)?.limits ?? LimitPolicy()
    }

    /// Takes note of a caller who is not listened to for a while: in the log at once, and people are told.
    package func note(_ block: CallerBlock) {
        logger.warning(
            "a caller went on after being refused and is not listened to for a while",
            metadata: [
                "bucket": "\(block.bucket)", "caller": "\(block.caller)", "seconds": "\(block.time.components.seconds)",
                "property": "\(block.property?.description ?? "none")",
            ]
        )
        blocks.note(block)
    }
}
