package import ExerciseHost
package import ExerciseModel
package import Orchestration

/// The broker port in memory: every order is carried out, and reported on, before `perform` returns.
///
/// Without a script a delivery is acknowledged when somebody listens on its topic, else it is unheard.
package final class LoopbackBroker: MessageBroker {
    /// What the broker does with a delivery.
    package enum Answer: Equatable, Sendable {
        case settle(DeliveryOutcome)
        /// It stays in flight until `settle` or `lose`.
        case silence
    }

    private struct State {
        var handler: (@Sendable ([BrokerReport]) -> Void)?
        var isAway = false
        var attended: [ExerciseID] = []
        var refused: [ExerciseID: String] = [:]
        var listeners: Set<String> = []
        var answers: [String: Answer] = [:]
        var standingAnswer: Answer?
        var inFlight: [DeliveryToken] = []
        var delivered: [Delivery] = []
        var published: [Publication] = []
        var kept: [Publication] = []
        var retained: [String: HeardMessage] = [:]
    }

    private let now: @Sendable () -> Moment
    private let state = Guarded(State())

    /// `now` tells the instant that reports carry.
    package init(now: @escaping @Sendable () -> Moment) { self.now = now }

    /// Names where reports go.
    package func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void) {
        state.withLock { $0.handler = handler }
    }

    /// Carries the orders out, and reports.
    package func perform(_ orders: [BrokerOrder]) {
        change { state, reports in
            for order in orders {
                switch order {
                case .attend(let exercise):
                    if !state.attended.contains(exercise) { state.attended.append(exercise) }
                    if !state.isAway { self.attend(exercise, &state, &reports) }
                case .withdraw: break
                case .deliver(let delivery): self.deliver(delivery, &state, &reports)
                case .publish(let publication): self.publish(publication, &state)
                }
            }
        }
    }

    /// All deliveries that reached the broker, in order.
    package var delivered: [Delivery] { state.withLock { $0.delivered } }

    /// All publications that reached the broker, in order.
    package var published: [Publication] { state.withLock { $0.published } }

    /// Another client subscribes to a topic.
    package func listen(on topic: String) { state.withLock { _ = $0.listeners.insert(topic) } }

    /// Says what happens to deliveries on a topic from now on; `nil` for what happens without a script.
    package func answer(_ topic: String, with answer: Answer?) { state.withLock { $0.answers[topic] = answer } }

    /// Says what happens to every delivery from now on, before any script for its topic.
    package func answerAll(with answer: Answer?) { state.withLock { $0.standingAnswer = answer } }

    /// Refuses the subscriptions of an exercise from now on.
    package func refuse(_ exercise: ExerciseID, reason: String) { state.withLock { $0.refused[exercise] = reason } }

    /// Ends an attempt that was left in silence; one that is not in flight is none.
    package func settle(_ token: DeliveryToken, _ outcome: DeliveryOutcome) {
        change { state, reports in
            guard let index = state.inFlight.firstIndex(of: token) else { return }
            state.inFlight.remove(at: index)
            reports.append(.settled(token, outcome, at: self.now()))
        }
    }

    /// The link is lost; orders to deliver are forgotten until `restore`.
    package func lose(reason: String) {
        change { state, reports in
            state.isAway = true
            reports.append(.lost(reason: reason, inFlight: state.inFlight))
            state.inFlight = []
        }
    }

    /// The link is back: what was kept is published, what was attended is attended again.
    package func restore() {
        change { state, reports in
            state.isAway = false
            let kept = state.kept
            state.kept = []
            for publication in kept { self.publish(publication, &state) }
            for exercise in state.attended { self.attend(exercise, &state, &reports) }
        }
    }

    /// Another client publishes; the message is heard if it is on a topic that is attended.
    package func hear(_ message: HeardMessage) {
        change { state, reports in
            if message.retained { self.retain(message, &state) }
            if !state.isAway, self.isHeard(message.topic, state) { reports.append(.heard(message)) }
        }
    }

    /// Changes the state under the lock, and reports without it: the handler may order at once.
    private func change(_ body: (inout State, inout [BrokerReport]) -> Void) {
        var reports: [BrokerReport] = []
        let handler = state.withLock { state in
            body(&state, &reports)
            return state.handler
        }
        if !reports.isEmpty { handler?(reports) }
    }

    private func attend(_ exercise: ExerciseID, _ state: inout State, _ reports: inout [BrokerReport]) {
        if let reason = state.refused[exercise] { return reports.append(.refused(exercise, reason: reason)) }
        for message in state.retained.values.sorted(by: { $0.topic < $1.topic })
        where subscription(to: message.topic) == .some(exercise) || subscription(to: message.topic) == .some(nil) {
            reports.append(.heard(message))
        }
        reports.append(.attending(exercise))
    }

    private func deliver(_ delivery: Delivery, _ state: inout State, _ reports: inout [BrokerReport]) {
        guard !state.isAway else { return }
        guard !delivery.topic.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }) else {
            let refusal = DeliveryOutcome.refused(code: 0x90, reason: "the topic is invalid")
            return reports.append(.settled(delivery.token, refusal, at: now()))
        }
        state.delivered.append(delivery)
        switch state.standingAnswer ?? state.answers[delivery.topic] ?? ordinaryAnswer(to: delivery, state) {
        case .settle(let outcome): reports.append(.settled(delivery.token, outcome, at: now()))
        case .silence: state.inFlight.append(delivery.token)
        }
    }

    private func ordinaryAnswer(to delivery: Delivery, _ state: State) -> Answer {
        guard delivery.qos > 0 else { return .settle(.acknowledged(verified: false)) }
        return .settle(state.listeners.contains(delivery.topic) ? .acknowledged(verified: true) : .unheard)
    }

    private func publish(_ publication: Publication, _ state: inout State) {
        guard !state.isAway else {
            guard publication.replaceable, publication.qos == 1 else { return }
            state.kept.removeAll { $0.topic == publication.topic }
            return state.kept.append(publication)
        }
        state.published.append(publication)
        guard publication.retain else { return }
        retain(HeardMessage(topic: publication.topic, payload: publication.payload, retained: true), &state)
    }

    private func retain(_ message: HeardMessage, _ state: inout State) {
        state.retained[message.topic] = message.payload.isEmpty ? nil : message
    }

    private func isHeard(_ topic: String, _ state: State) -> Bool {
        guard let exercise = subscription(to: topic) else { return false }
        return exercise.map { state.attended.contains($0) && state.refused[$0] == nil } ?? true
    }

    /// The exercise whose attendance brings this topic; `.some(nil)` for what is always heard.
    private func subscription(to topic: String) -> ExerciseID?? {
        switch HeardTopic(topic) {
        case .control(let exercise), .timer(let exercise), .presence(let exercise, _), .receipt(let exercise, _),
            .replay(let exercise, _), .simulation(let exercise, _, _):
            .some(exercise)
        case .instanceStatus: .some(nil)
        case nil: nil
        }
    }
}
