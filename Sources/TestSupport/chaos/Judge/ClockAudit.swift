import ExerciseHost
import ExerciseModel

/// Holds each recovered clock to where it ought to stand: one that goes on as if nobody had died, one that stands no
/// earlier than its last event and no more than a row of the clock before the death.
struct ClockAudit {
    /// Milliseconds of wall time: a row is written each second, on a busy machine a little later.
    private static let row = 3_000.0
    private static let exact = 50.0

    private(set) var violations: [String] = []
    /// The largest difference, in milliseconds of wall time; `nil` where none was recovered.
    private(set) var error: Double?

    private var base: Int64 = 0
    private var anchor: Int64?
    private var rate: Double = 1

    init(_ records: [EventRecord], deaths: [WallInstant]) {
        for record in records where record.type.hasPrefix("clock.") {
            guard let data = try? JSONObject(record.data[...], caps: .trusted) else { continue }
            let wall = data["wall_us"]?.integer ?? 0
            if record.type == "clock.recovered" { check(data, wall, record, deaths) }
            apply(record, data, wall)
        }
    }

    private mutating func apply(_ record: EventRecord, _ data: JSONObject, _ wall: Int64) {
        let runs: Bool
        switch record.type {
        case "clock.started", "clock.resumed": runs = true
        case "clock.recovered": runs = data["policy"]?.string == "continue"
        case "clock.rate_changed":
            rate = Double(data["rate"]?.scaled(digits: 3) ?? 1_000) / 1_000
            runs = anchor != nil
        case "clock.paused", "clock.stopped", "clock.completed": runs = false
        default: return
        }
        base = record.exerciseTime.microseconds
        anchor = runs ? wall : nil
    }

    private mutating func check(
        _ data: JSONObject, _ wall: Int64, _ record: EventRecord, _ deaths: [WallInstant]
    ) {
        guard let anchor else { return }
        let time = record.exerciseTime.microseconds
        let goesOn = data["policy"]?.string == "continue"
        let death = deaths.last { $0.microseconds <= wall }?.microseconds ?? wall
        let expected = base + Int64(rate * Double((goesOn ? wall : death) - anchor))
        let off = Double(expected - time) / rate / 1_000
        error = max(error ?? 0, abs(off))
        guard goesOn ? abs(off) > Self.exact : off > Self.row || off < -Self.exact else { return }
        violations.append("clock: recovered \(off) ms of wall time behind where it should stand")
    }
}
