import Assembly
import ExerciseHost
import ExerciseModel
import Rehearsal
import ScenarioFiles

/// `whitecell rehearse` from exec to its end, beside `whitecell check` of the same files.
enum RehearseBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let folder = place.folder("rehearse")
        let days = (0..<1_600).map { Int64($0) * 162_000 }
        let long = GeneratedExercise(
            id: ExerciseID(trusted: "days"), teams: 10, times: days, hasOwnTimelines: true, duration: 259_200)
        try tell("rehearse_72h", long, place, folder, target: "< 2000 ms")
        let wide = GeneratedExercise(
            id: ExerciseID(trusted: "wide"), teams: 1_000, times: (0..<100).map { Int64($0) * 36_000 }, duration: 3_600)
        try tell("rehearse_1000_teams", wide, place, folder, target: nil)
    }

    private static func tell(
        _ name: String, _ exercise: GeneratedExercise, _ place: Workplace, _ folder: String, target: String?
    ) throws(BenchFault) {
        let file = try exercise.write(to: folder)
        let rounds = place.isShort ? 1 : 5
        var (ours, checks, machine) = ([Double](), [Double](), [Double]())
        for _ in 0..<rounds {
            checks.append(try milliseconds(place, "check", file, folder))
            ours.append(try milliseconds(place, "rehearse", file, folder))
            machine.append(try played(file))
        }
        let took = Sample.median(ours)
        let deliveries = exercise.teams * exercise.times.count
        Figure(
            name: name, unit: "ms from exec to end, \(deliveries) deliveries, median of \(rounds)", ours: took,
            reference: Sample.median(checks), target: target ?? "none set", isMet: target == nil || took < 2_000,
            boundBy: "one core: the root machine, three turns each delivery; the reference checks the same files",
            details: [("machine_ms", Sample.median(machine))]
        ).tell()
    }

    private static func milliseconds(
        _ place: Workplace, _ verb: String, _ file: String, _ folder: String
    ) throws(BenchFault) -> Double {
        let child = try Child([place.whitecell, verb, file], in: folder, output: verb)
        try child.finish()
        return Double(SystemClock.wall().microseconds - child.startedAt.microseconds) / 1_000
    }

    /// Milliseconds of the rehearsal alone, its plan in hand.
    private static func played(_ file: String) throws(BenchFault) -> Double {
        guard let settings = try? Settings(SettingValues()), let plan = ExerciseSource(settings).check(file).plan else {
            throw BenchFault("\(file) is no exercise")
        }
        let began = SystemClock.wall().microseconds
        let timetable = Rehearsal.timetable(of: plan)
        let took = Double(SystemClock.wall().microseconds - began) / 1_000
        guard timetable.entries.allSatisfy({ $0.released != nil }) else { throw BenchFault("not all was sent") }
        return took
    }
}
