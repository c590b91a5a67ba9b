import ExerciseModel

/// An inject as a team gets it.
struct FeedMessage: Equatable {
    var id: String
    var seq: Int64
    var team: String
    var run: Int64
    var timestamp: String
    /// As it stands in the message, byte for byte.
    var content: String

    /// `nil` for what is no inject.
    init?(_ payload: [UInt8]) {
        guard let object = try? JSONObject(payload[...], caps: .trusted), let id = object["id"]?.string,
            let seq = object["seq"]?.integer, let team = object["team"]?.string, let run = object["run"]?.integer,
            let timestamp = object["timestamp"]?.string, let content = object["content"]?.bytes
        else { return nil }
        (self.id, self.seq, self.team, self.run, self.timestamp) = (id, seq, team, run, timestamp)
        self.content = String(decoding: content, as: UTF8.self)
    }

    /// The messages a client shows that keeps the numbers it has seen; `nil` when a number came with two contents.
    static func shown(_ messages: [FeedMessage]) -> [FeedMessage]? {
        var seen: [Int64: FeedMessage] = [:]
        for message in messages {
            if let first = seen[message.seq], first != message { return nil }
            seen[message.seq] = message
        }
        return seen.values.sorted { $0.seq < $1.seq }
    }
}
