import ExerciseModel

/// Where the clock stands.
struct TimerNews: Equatable, Sendable {
    var seconds: Int64
    /// 0 without ENDEX.
    var total: Int64
    var permille: Int64
    var status: String
    var rate: Int64
    var timestamp: UTCInstant
    var instance: String
    var heard: WallInstant

    init?(_ object: JSONObject, at now: Moment) {
        guard let seconds = object["current"]?.integer, let status = object["status"]?.string,
            let timestamp = object["timestamp"]?.string.flatMap(CalendarText.instant),
            let instance = object["instance"]?.string
        else { return nil }
        (self.seconds, self.status, self.timestamp, self.instance) = (seconds, status, timestamp, instance)
        total = object["total"]?.integer ?? 0
        permille = object["percentage"]?.scaled(digits: 1) ?? 0
        rate = object["rate"]?.scaled(digits: 3) ?? 1_000
        heard = now.wall
    }
}
