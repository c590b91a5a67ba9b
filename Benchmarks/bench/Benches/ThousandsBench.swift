import ExerciseModel
import Glibc

/// 10,000 injects due at one instant, 1,000 for each of ten teams, in order and each durable before it is sent: due to
/// the last one received, beside a bare publisher that sends as many as fast as it can.
enum ThousandsBench {
    static func run(_ place: Workplace) throws(BenchFault) {
        let each = place.isShort ? 100 : 1_000
        let id = ExerciseID(trusted: "thousands")
        let folder = place.folder("thousands")
        let file = try GeneratedExercise(id: id, teams: 10, times: Array(repeating: 2_000, count: each))
            .write(to: folder)
        let ear = try Ear(port: place.brokerPort, topics: [Topic.status(id), "\(Topic.root(id))/team/+/feed"])
        defer { ear.close() }
        let daemon = try DaemonUnderTest(place, id, in: folder, files: [file])
        let start = try daemon.start(ear)
        var sounds: [Ear.Sound] = []
        try Pause.until("all injects have come", within: 60) {
            sounds = (1...10).flatMap { ear.heard(on: Topic.feed(id, TeamID(trusted: "t\($0)"))) }
            return sounds.count >= each * 10
        }
        let last = Double((sounds.map(\.wall).max() ?? 0) - start - 2_000_000) / 1_000_000
        let reference = try bare(place, count: each * 10, in: folder)
        Figure(
            name: "thousands", unit: "s to the last of \(each * 10)", ours: last, reference: reference,
            target: "< 45 s", isMet: last < 45,
            boundBy: "one message in flight for each team: a round trip and a synced turn for each of its injects",
            details: [("injects_per_second", Double(each * 10) / last)]
        ).tell()
    }

    private static func bare(_ place: Workplace, count: Int, in folder: String) throws(BenchFault) -> Double {
        let words = ["\(place.reference)/burst", "--port", "\(place.brokerPort)", "--unpaced", "\(count)"]
        let child = try Child(words, in: folder, output: "bare.out")
        try child.finish()
        let line = try? JSONObject(Array(child.text.utf8)[...])
        guard let rate = line?["publishes_per_second"]?.scaled(digits: 3), rate > 0 else {
            throw BenchFault("burst --unpaced said nothing: \(child.text)")
        }
        return Double(count) * 1_000 / Double(rate)
    }
}
