import ExerciseModel
import Glibc

/// N teams due at one instant, the daemon's rounds and a bare publisher's by turns, at the same subscribers.
enum BurstBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        for teams in [10, 100, 1_000] {
            var rounds = try BurstRounds(place, teams: teams)
            try rounds.run()
            try rounds.tell()
        }
    }
}

/// The rounds with one number of teams.
private struct BurstRounds {
    /// The work of the broker and of the daemon, in microseconds of processor time.
    private struct Work {
        var broker = 0.0
        var daemon = 0.0
    }

    private let place: Workplace
    private let teams: Int
    private let rounds: Int
    /// Milliseconds between our rounds.
    private let period: Int64
    /// Microseconds of it that are ours alone; then comes the bare publisher's turn.
    private var ownTime: Int64 { period * 400 }
    private let id: ExerciseID
    private let folder: String
    private var due: [Int64] = []
    private var referenceDue: [Int64] = []
    private var heard: [Int64] = []
    private var bytes: Int64 = 0
    private var work = Work()
    private var referenceWork = Work()

    init(_ place: Workplace, teams: Int) throws(BenchFault) {
        self.place = place
        self.teams = teams
        rounds = place.isShort ? 3 : 21
        period = teams == 1_000 ? 2_000 : 1_000
        id = ExerciseID(trusted: "burst-\(teams)")
        folder = place.folder(id.text)
    }

    mutating func run() throws(BenchFault) {
        let times = (0..<Int64(rounds)).map { 1_000 + $0 * period }
        let file = try GeneratedExercise(id: id, teams: teams, times: times).write(to: folder)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(id)])
        defer { ear.close() }
        let subscribers = try Subscribers(place, exercise: id, teams: teams, in: folder)
        let daemon = try DaemonUnderTest(place, id, in: folder, files: [file])
        let start = try daemon.start(ear)
        due = times.map { start + $0 * 1_000 }
        for instant in due {
            Pause.until(instant - 50_000)
            let before = sample(daemon)
            Pause.until(instant + ownTime)
            let between = sample(daemon)
            referenceDue.append(try publishBare())
            let after = sample(daemon)
            work.broker += between.broker - before.broker
            work.daemon += between.daemon - before.daemon
            referenceWork.broker += after.broker - between.broker
        }
        usleep(300_000)
        (heard, bytes) = subscribers.finish()
    }

    private func sample(_ daemon: DaemonUnderTest) -> Work {
        Work(broker: Processor.time(of: place.brokerProcess), daemon: Processor.time(of: daemon.child.pid))
    }

    /// Two bursts of the bare publisher, of which the second counts, on a link that is warm; its due instant.
    private func publishBare() throws(BenchFault) -> Int64 {
        let burst = try Child(
            [
                "\(place.reference)/burst", "--port", "\(place.brokerPort)", "--topics", "\(teams)", "--exercise",
                id.text, "--prefix", "t", "--bytes", "400", "--rounds", "2", "--gap-ms", "200",
            ], in: folder, output: "bare")
        try burst.finish()
        let last = (try? JSONObject(Array(burst.text.utf8)[...]))?["rounds"]?.array?.last?.object
        guard let due = last?["due_us"]?.integer else { throw BenchFault("burst said nothing") }
        return due
    }

    /// Milliseconds from an instant to each message of the round that was due then; before them may stand stragglers of
    /// the burst before.
    private func late(_ due: Int64, until: Int64) throws(BenchFault) -> [Double] {
        let round = heard.filter { $0 >= due && $0 < until }.suffix(teams)
        guard round.count == teams else { throw BenchFault("\(round.count) of \(teams) messages of a round came") }
        return round.map { Double($0 - due) / 1_000 }
    }

    func tell() throws(BenchFault) {
        var all: [Double] = []
        var last: [Double] = []
        var bare: [Double] = []
        for (number, instant) in due.enumerated() {
            let next = number + 1 < due.count ? due[number + 1] : Int64.max
            let ours = try late(instant, until: instant + ownTime)
            all += ours
            last.append(ours.last ?? 0)
            bare.append(try late(referenceDue[number], until: next).last ?? 0)
        }
        let (ours, reference) = (Sample.median(last), Sample.median(bare))
        let isMet = teams == 10 ? ours - reference <= 0.5 : ours <= 1.3 * reference
        let messages = Double(rounds * teams)
        let brokerEach = work.broker / messages
        let bareEach = referenceWork.broker / messages / 2
        Figure(
            name: "burst_\(teams)", unit: "ms from due to the last received, median of \(rounds)", ours: ours,
            reference: reference, target: teams == 10 ? "ours - reference <= 0.5 ms" : "ratio <= 1.3", isMet: isMet,
            boundBy: teams == 10
                ? "the disk's sync and the wake-ups of two threads"
                : "two cores shared by the daemon, the broker's one thread and the subscribers",
            details: [
                ("min", last.min() ?? 0), ("max", last.max() ?? 0), ("reference_min", bare.min() ?? 0),
                ("reference_max", bare.max() ?? 0), ("broker_us_each", brokerEach),
                ("broker_us_each_bare", bareEach), ("daemon_us_each", work.daemon / messages),
                ("message_bytes", Double(bytes)),
            ]
        ).tell()
        Figure(
            name: "lateness_\(teams)", unit: "ms p99 of all", ours: Sample.rank(all, 99),
            reference: reference, target: "follows from burst_\(teams)", isMet: isMet,
            boundBy: "the burst itself: the last of it is late by the time that all of it takes",
            details: [("p50", Sample.median(all)), ("max", all.max() ?? 0)]
        ).tell()
    }
}
