import ExerciseModel
import Glibc

/// 100 exercises × 10 teams × 1,000 injects of 300 B content, each team with a timeline of its own, loaded in one
/// daemon: its resident memory beside the size of the files.
enum MemoryBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let (exercises, each) = place.isShort ? (4, 200) : (100, 1_000)
        let folder = place.folder("memory")
        let times = (0..<Int64(each)).map { 10_000 + $0 * 3_000 }
        var (files, size) = ([String](), 0)
        for number in 1...exercises {
            let id = ExerciseID(trusted: "m\(number)")
            let exercise = GeneratedExercise(
                id: id, teams: 10, times: times, contentBytes: 300, hasOwnTimelines: true)
            files.append(try exercise.write(to: folder))
            size += WholeFile.size("\(folder)/\(id).yaml")
            for team in 1...10 { size += WholeFile.size("\(folder)/timelines/\(id)-\(team).json") }
        }
        let last = ExerciseID(trusted: "m\(exercises)")
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(last)])
        defer { ear.close() }
        let daemon = try DaemonUnderTest(place, last, in: folder, files: files)
        let ready = try ear.first(on: Topic.status(last), since: daemon.child.startedAt, within: 300)
        usleep(2_000_000)
        let (resident, peak) = (daemon.kilobytes("VmRSS"), daemon.kilobytes("VmHWM"))
        Figure(
            name: "memory", unit: "MB resident", ours: resident / 1_000, reference: Double(size) / 1_000_000,
            target: "< 3 x the files", isMet: resident * 1_000 < Double(size) * 3,
            boundBy: "the files, kept byte for byte; the contents of the injects; 72 B and a place in the cursor each",
            details: [
                ("peak", peak / 1_000), ("injects", Double(exercises * 10 * each)),
                ("seconds_to_ready", Double(ready.wall - daemon.child.startedAt.microseconds) / 1_000_000),
            ]
        ).tell()
    }
}
