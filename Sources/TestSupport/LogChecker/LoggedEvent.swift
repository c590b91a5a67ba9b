import ExerciseModel

/// A record of the log with its data opened, read by key and never through the core's own codec.
struct LoggedEvent {
    let record: EventRecord
    let data: JSONObject

    /// Opens a record; `nil` when its data is no JSON object.
    init?(_ record: EventRecord) {
        guard let data = try? JSONObject(record.data[...], caps: .trusted) else { return nil }
        self.record = record
        self.data = data
    }

    var type: String { record.type }
    var position: Int64 { record.position }
    /// Microseconds.
    var time: Int64 { record.exerciseTime.microseconds }

    func text(_ key: StaticString) -> String { data[key]?.string ?? "" }
    func integer(_ key: StaticString) -> Int64 { data[key]?.integer ?? 0 }
    func flag(_ key: StaticString) -> Bool { data[key]?.bool ?? false }
    /// A number of seconds, in microseconds.
    func microseconds(_ key: StaticString) -> Int64 { data[key]?.scaled(digits: 6) ?? 0 }

    /// The delivery that it is about.
    var target: Target { Target(team: text("team"), inject: text("inject")) }
}

/// One inject for one team.
struct Target: Hashable, CustomStringConvertible {
    var team: String
    var inject: String

    var description: String { "'\(inject)' for '\(team)'" }
}
