package import Foundation

/// All the emulator remembers.
package actor EmulatorState {
    /// How it behaves now.
    package private(set) var behaviour: Behaviour
    /// What happened since the start or the last clearing.
    package private(set) var counts = Counts()

    private var messages: Ring<ReceivedMessage>
    private var engineRequests: Ring<ReceivedEngineRequest>
    private var graphFaults: FaultPlan<GraphFault>
    private var engineFaults: FaultPlan<EngineFault>
    private var nextNumber = 1

    /// What happened, counted.
    package struct Counts: Sendable, Codable, Hashable {
        /// Messages taken.
        package var messages = 0
        /// Sends refused, by a fault or because they were wrong.
        package var refused = 0
        /// Questions to the engine.
        package var engineRequests = 0
        /// Statuses Concierge took.
        package var statusesDelivered = 0
        /// Statuses given up: Concierge did not take them, or too many were waiting.
        package var statusesLost = 0
    }

    /// Begins with a behaviour and room for so many messages and as many engine requests.
    package init(behaviour: Behaviour, keep: Int) {
        self.behaviour = behaviour
        messages = Ring(capacity: keep)
        engineRequests = Ring(capacity: keep)
        graphFaults = FaultPlan(behaviour.graph.faults)
        engineFaults = FaultPlan(behaviour.engine.faults)
    }

    /// Takes on another behaviour; faults are counted anew.
    package func behave(_ behaviour: Behaviour) {
        self.behaviour = behaviour
        graphFaults = FaultPlan(behaviour.graph.faults)
        engineFaults = FaultPlan(behaviour.engine.faults)
    }

    /// How to treat the next send.
    func nextGraphCall() -> (behaviour: GraphBehaviour, fault: GraphFault?) {
        (behaviour.graph, graphFaults.next())
    }

    /// How to treat the next question.
    func nextEngineCall() -> (behaviour: EngineBehaviour, fault: EngineFault?) {
        (behaviour.engine, engineFaults.next())
    }

    /// Takes a message and numbers it.
    func record(_ message: ReceivedMessage) {
        var message = message
        message.number = nextNumber
        nextNumber += 1
        counts.messages += 1
        messages.append(message)
    }

    func record(_ request: ReceivedEngineRequest) {
        counts.engineRequests += 1
        engineRequests.append(request)
    }

    func countRefused() { counts.refused += 1 }

    func countStatus(delivered: Bool) {
        if delivered { counts.statusesDelivered += 1 } else { counts.statusesLost += 1 }
    }

    /// The messages kept, oldest first; only those to one guest when a phone or user id is given.
    package func messages(to guest: String?) -> [ReceivedMessage] {
        guard let guest, !guest.isEmpty else { return messages.elements }
        // A plus in a query may have become a space on the way.
        let digits = guest.filter { $0.isASCII && $0.isNumber }
        return messages.elements.filter { $0.recipient == guest || ($0.to != nil && $0.to == digits) }
    }

    /// The engine requests kept, oldest first.
    package var engineQuestions: [ReceivedEngineRequest] { engineRequests.elements }

    /// Forgets messages, engine requests and counts; behaviour stays.
    package func clear() {
        messages.removeAll()
        engineRequests.removeAll()
        counts = Counts()
    }
}

/// A message Concierge sent.
package struct ReceivedMessage: Sendable, Codable, Hashable {
    /// Its place among all since the start, from 1.
    package var number = 0
    /// The id it was given.
    package var id: String
    /// The hotel's number it was sent from.
    package var phoneNumberID: String
    /// The guest's phone, digits only.
    package var to: String?
    /// The guest's user id.
    package var recipient: String?
    /// What type it said to be.
    package var type: String
    /// The words of a text.
    package var text: String?
    /// What Concierge asked to have echoed.
    package var opaque: String?
    /// What Concierge was told: accepted, or the fault that struck.
    package var answered: String
    /// When it came.
    package var receivedAt: Date
}

/// A question Concierge asked the engine.
package struct ReceivedEngineRequest: Sendable, Codable, Hashable {
    /// The conversation it was about.
    package var conversationId: String?
    /// What the guest said.
    package var message: String
    /// How many messages of context came with it.
    package var contextMessages: Int
    /// What Concierge was told: answered, or the fault that struck.
    package var answered: String
    /// When it came.
    package var receivedAt: Date
}
