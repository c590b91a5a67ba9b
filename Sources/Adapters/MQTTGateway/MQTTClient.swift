package import ExerciseHost
package import ExerciseModel

/// One connection to a broker for programs that are not the daemon: it connects again by itself, each time with the
/// same subscriptions.
package final class MQTTClient: Sendable {
    /// What a client is told, in batches, on the thread of its loop.
    package enum Report: Equatable, Sendable {
        case connected
        /// The broker has answered the subscriptions to these topics; those not named in `refused` before stand.
        case subscribed([String])
        /// The broker refused a subscription.
        case refused(topic: String, reason: String)
        /// The connection is gone, or could not be made; the next attempt follows after a pause.
        case lost(reason: String)
        case heard(HeardMessage)
        /// A publish of QoS 1 was answered; `isHeard` is false when nobody is subscribed (MQTT 5 only).
        case published(isHeard: Bool)
        /// A publish was refused, by the broker or before it was sent.
        case unpublished(topic: String?, reason: String)
    }

    private let loop: ClientLoop
    private let thread: LoopThread

    /// Starts to connect; `will` is what the broker publishes when the connection is lost.
    package init(
        _ settings: BrokerSettings, clientID: String, will: Publication? = nil,
        _ handler: @escaping @Sendable ([Report]) -> Void
    ) throws(LoopFault) {
        loop = ClientLoop(settings, LinkProfile(clientID: clientID, cleanStart: true, will: will), handler)
        thread = try LoopThread(name: "mqtt-client", work: loop)
    }

    deinit { orderStop() }

    /// Subscribes at QoS 1, now and after each connect.
    package func subscribe(to topics: [String]) {
        loop.inbox.withLock { $0.topics += topics }
        thread.wake()
    }

    /// Publishes in order. While there is no connection, messages of QoS 1 wait, 10,000 at most.
    package func publish(_ publications: [Publication]) {
        loop.inbox.withLock { $0.publications += publications }
        thread.wake()
    }

    /// Waits until the broker has what was published, and hangs up; all of it within a second.
    package func stop() {
        orderStop()
        _ = thread.join(within: 1_000_000)
    }

    private func orderStop() {
        loop.inbox.withLock { $0.stops = true }
        thread.wake()
    }
}
