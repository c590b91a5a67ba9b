import ExerciseHost
import ExerciseModel
import Glibc
import MQTTGateway

/// A client at the broker that notes what it hears, and when.
final class Ear {
    /// A message and the instant at which it came, by both clocks, in microseconds.
    struct Sound: Sendable {
        var topic: String
        var payload: [UInt8]
        var wall: Int64
        var utc: Int64
    }

    private let sounds: Guarded<[Sound]>
    private let client: MQTTClient

    /// Connects, and waits until the subscriptions stand.
    init(port: UInt16, topics: [String]) throws(BenchFault) {
        let sounds = Guarded<[Sound]>([])
        let isReady = Guarded(false)
        self.sounds = sounds
        do throws(LoopFault) {
            let broker = BrokerSettings(host: "127.0.0.1", port: port)
            client = try MQTTClient(broker, clientID: "bench-ear-\(getpid())-\(topics[0].hashValue)") { reports in
                let (wall, utc) = Self.clocks()
                for case .heard(let message) in reports {
                    let sound = Sound(topic: message.topic, payload: message.payload, wall: wall, utc: utc)
                    sounds.withLock { $0.append(sound) }
                }
                if reports.contains(.subscribed(topics)) { isReady.withLock { $0 = true } }
            }
        } catch {
            throw BenchFault(error.description)
        }
        client.subscribe(to: topics)
        try Pause.until("the broker takes our subscriptions") { isReady.withLock { $0 } }
        usleep(50_000)
    }

    /// Takes leave of the broker.
    func close() { client.stop() }

    /// What came on a topic since an instant.
    func heard(on topic: String, since: WallInstant = WallInstant(microseconds: 0)) -> [Sound] {
        sounds.withLock { $0.filter { $0.topic == topic && $0.wall >= since.microseconds } }
    }

    /// Waits for the first message on a topic since an instant.
    func first(on topic: String, since: WallInstant, within seconds: Int64 = 30) throws(BenchFault) -> Sound {
        var found: Sound?
        try Pause.until("something comes on \(topic)", within: seconds) {
            found = heard(on: topic, since: since).first
            return found != nil
        }
        guard let found else { throw BenchFault("nothing came on \(topic)") }
        return found
    }

    /// Gives a control command.
    func command(_ command: String, to exercise: ExerciseID) {
        let payload = JSONWriter.object { $0.field("command", command) }
        client.publish([Publication(topic: Topic.control(exercise), payload: payload, qos: 1)])
    }

    private static func clocks() -> (wall: Int64, utc: Int64) {
        var utc = timespec()
        clock_gettime(CLOCK_REALTIME, &utc)
        return (SystemClock.wall().microseconds, Int64(utc.tv_sec) * 1_000_000 + Int64(utc.tv_nsec) / 1_000)
    }
}

/// Waiting without a bell.
enum Pause {
    /// Waits until something holds; a fault when it does not in time.
    static func until(
        _ what: String, within seconds: Int64 = 30, _ holds: () throws(BenchFault) -> Bool
    ) throws(BenchFault) {
        let limit = SystemClock.wall().adding(microseconds: seconds * 1_000_000)
        while try !holds() {
            guard SystemClock.wall() < limit else { throw BenchFault("waited \(seconds) s in vain until \(what)") }
            usleep(1_000)
        }
    }

    /// Sleeps until an instant of CLOCK_BOOTTIME.
    static func until(_ microseconds: Int64) {
        let left = microseconds - SystemClock.wall().microseconds
        if left > 0 { usleep(UInt32(left)) }
    }
}
