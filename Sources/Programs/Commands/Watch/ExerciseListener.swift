import ExerciseHost
import ExerciseModel
import MQTTGateway

/// A client that hears what an exercise tells of itself, and never its teams' feeds: a listener there would let
/// injects look heard that nobody got.
final class ExerciseListener {
    private let client: MQTTClient
    private let inbox: Guarded<[MQTTClient.Report]>
    let poller: Poller
    private(set) var picture: WatchPicture

    /// Connects and subscribes.
    init(_ exercise: ExerciseID, broker: BrokerSettings, topics: [String]) throws {
        picture = WatchPicture(exercise)
        let inbox = Guarded<[MQTTClient.Report]>([])
        let poller = try Poller()
        (self.inbox, self.poller) = (inbox, poller)
        let name = String(UInt64.random(in: .min ... .max), radix: 16)
        client = try MQTTClient(broker, clientID: "whitecell-watch-\(name)") { reports in
            inbox.withLock { $0 += reports }
            poller.ring()
        }
        client.subscribe(to: topics)
    }

    /// Folds what has come and gives it; the results of commands are in it.
    @discardableResult func take(at now: Moment) -> [MQTTClient.Report] {
        let taken = inbox.withLock { inbox in
            defer { inbox = [] }
            return inbox
        }
        for report in taken { picture.take(report, at: now) }
        return taken
    }

    /// Gives a command, once.
    func publish(command payload: [UInt8]) {
        client.publish([Publication(topic: Topic.control(picture.exercise), payload: payload, qos: 1, expiry: 5)])
    }

    /// Waits until the picture is as wanted, so many microseconds at most; answers whether it is.
    func wait(within microseconds: Int64, until isDone: (WatchPicture) -> Bool) -> Bool {
        let deadline = SystemClock.wall().adding(microseconds: microseconds)
        while true {
            take(at: SystemClock.now())
            if isDone(picture) { return true }
            let left = deadline.microseconds - SystemClock.wall().microseconds
            guard left > 0 else { return false }
            _ = poller.wait(atMost: min(left, 500_000))
        }
    }

    /// Hangs up.
    func stop() { client.stop() }
}
