import ExerciseModel
import Glibc

/// Ticks against their absolute deadlines over two minutes, idle and with a core kept busy.
enum DriftBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        for load in [0, 1] { try run(place, load: load) }
    }

    private static func run(_ place: Workplace, load: Int) throws(BenchFault) {
        let seconds: Int64 = place.isShort ? 5 : 120
        let id = ExerciseID(trusted: "drift-\(load)")
        let folder = place.folder(id.text)
        let file = try GeneratedExercise(id: id, teams: 1, times: [80_000_000]).write(to: folder)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(id), Topic.timer(id)])
        defer { ear.close() }
        let daemon = try DaemonUnderTest(place, id, in: folder, files: [file])
        let start = try daemon.start(ear)
        let timer = try TimerReference(place, seconds: seconds, load: load, in: folder)
        Pause.until(start + seconds * 1_000_000 + 300_000)
        let reference = try timer.finish()
        let ticks = Tick.read(ear.heard(on: Topic.timer(id)), start: start).filter { $0.second <= seconds }
        guard ticks.count == Int(seconds) else { throw BenchFault("\(ticks.count) of \(seconds) ticks came") }
        let late = ticks.map(\.late)
        let (first, last) = (Sample.median(Array(late.prefix(10))), Sample.median(Array(late.suffix(10))))
        let ours = late.last ?? 0
        Figure(
            name: load == 0 ? "drift_idle" : "drift_loaded", unit: "ms, tick \(seconds) received after its deadline",
            ours: ours, reference: reference.last / 1_000, target: "< 2 ms at the end, none that grows",
            isMet: ours < 2 && last - first < 1,
            boundBy: load == 0 ? "wake-ups: host, link, broker, subscriber" : "the scheduler, with a core kept busy",
            details: [
                ("p50", Sample.median(late)), ("max", late.max() ?? 0), ("median_of_first_ten", first),
                ("median_of_last_ten", last), ("timestamp_of_last", ticks.last?.stamped ?? 0),
                ("reference_p50", reference.p50 / 1_000), ("reference_max", reference.max / 1_000),
            ]
        ).tell()
    }
}

/// The first message that showed a whole second.
private struct Tick {
    var second: Int64
    /// Milliseconds from the deadline to its reception.
    var late: Double
    /// Milliseconds from the deadline to the `timestamp` in it, which has whole ones only.
    var stamped: Double

    static func read(_ sounds: [Ear.Sound], start: Int64) -> [Tick] {
        var ticks: [Tick] = []
        for sound in sounds {
            guard let object = try? JSONObject(sound.payload[...]), let second = object["current"]?.integer,
                object["status"]?.string == "running", second > ticks.last?.second ?? 0,
                let stamp = object["timestamp"]?.string.flatMap(CalendarText.instant)
            else { continue }
            let late = sound.wall - start - second * 1_000_000
            let stamped = stamp.milliseconds * 1_000 - (sound.utc - late)
            ticks.append(Tick(second: second, late: Double(late) / 1_000, stamped: Double(stamped) / 1_000))
        }
        return ticks
    }
}
