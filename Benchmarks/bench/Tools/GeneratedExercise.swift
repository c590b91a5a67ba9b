import Assembly
import ExerciseModel
import Glibc

/// An exercise made for a bench: teams `t1` to `tN`, each with the same times.
struct GeneratedExercise {
    var id: ExerciseID
    var teams: Int
    /// Milliseconds of exercise time at which each team is sent one inject.
    var times: [Int64]
    /// Bytes of an inject's content.
    var contentBytes = 190
    /// Whether each team has a timeline of its own.
    var hasOwnTimelines = false
    /// Exercise time at the end, in seconds.
    var duration: Int64 = 86_400

    /// Writes the files; gives the path of the exercise's.
    func write(to folder: String) throws(BenchFault) -> String {
        mkdir("\(folder)/timelines", 0o755)
        var lines = [
            "exercise:", "  id: \(id)", "  title: Bench", "  duration: \(duration)s", "  on_restart: continue",
            "  late: fire", "  teams:",
        ]
        for team in 1...teams { lines.append("    - {id: t\(team), name: Team \(team), timeline: \(timeline(team))}") }
        for team in 1...(hasOwnTimelines ? teams : 1) {
            try save("\(folder)/timelines/\(timeline(team)).json", timelineText(team))
        }
        try save("\(folder)/\(id).yaml", Array((lines.joined(separator: "\n") + "\n").utf8))
        return "\(folder)/\(id).yaml"
    }

    private func timeline(_ team: Int) -> String { hasOwnTimelines ? "\(id)-\(team)" : id.text }

    private func timelineText(_ team: Int) -> [UInt8] {
        JSONWriter.object { writer in
            writer.key("injects")
            writer.openArray()
            for (number, time) in times.enumerated() {
                writer.openObject()
                writer.field("id", hasOwnTimelines ? "inject-\(team)-\(number)" : "inject-\(number)")
                writer.decimal("time", time, digits: 3)
                writer.field("type", "mail")
                writer.key("content")
                writer.openObject()
                writer.field("body", String(repeating: "x", count: max(0, contentBytes - 11)))
                writer.closeObject()
                writer.closeObject()
            }
            writer.closeArray()
        }
    }

    private func save(_ path: String, _ bytes: [UInt8]) throws(BenchFault) {
        guard TextFile.replace(path, with: bytes) else { throw BenchFault("cannot write \(path)") }
    }
}
