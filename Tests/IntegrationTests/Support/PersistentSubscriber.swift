import Foundation

/// A `mosquitto_sub` with a session that outlives its connection: a team's client that nobody here wrote.
final class PersistentSubscriber {
    private let child: ChildProcess

    /// Makes a session at QoS 1 for all feeds of an exercise, then listens.
    init(_ broker: MosquittoProcess, exercise: String = "harbour", in folder: URL) throws {
        let program = "/usr/bin/mosquitto_sub"
        let words = [
            "-h", "127.0.0.1", "-p", "\(broker.port)", "-V", "mqttv5", "-q", "1", "-c", "-x", "600", "-i", "outside",
            "-t", "/exercise/\(exercise)/team/+/feed",
        ]
        // `-E` ends when the broker has acknowledged the subscription, and leaves the session behind.
        _ = try ChildProcess(program, words + ["-E"], in: folder).wait()
        child = try ChildProcess(program, words, in: folder)
    }

    /// What came, repeats included.
    var messages: [FeedMessage] { child.output.split(separator: "\n").compactMap { FeedMessage(Array($0.utf8)) } }

    /// How much came, repeats included.
    var count: Int { child.output.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// What one team was sent.
    func feed(_ team: String) -> [FeedMessage] { messages.filter { $0.team == team } }
}
