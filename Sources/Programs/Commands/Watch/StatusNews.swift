import ExerciseModel

/// A change of the status, and whose it was.
struct StatusNews: Equatable, Sendable {
    var status: String
    var reason: String?
    var by: String?
    var run: Int64
    var time: ExerciseInstant
    private var timestamp: String

    init?(_ object: JSONObject) {
        guard let status = object["status"]?.string else { return nil }
        self.status = status
        reason = object["reason"]?.string
        by = object["by"]?.string
        run = object["run"]?.integer ?? 1
        time = ExerciseInstant(milliseconds: object["exercise_time"]?.scaled(digits: 3) ?? 0)
        timestamp = object["timestamp"]?.string ?? ""
    }

    var sentence: String {
        let who = by.map { " by \($0)" } ?? ""
        return "\(status)\(who)\(reason.map { ": \($0)" } ?? "")"
    }

    var tone: Tone { status == "running" ? .good : status == "paused" ? .warn : .strong }
}
