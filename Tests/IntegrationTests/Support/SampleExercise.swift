/// An exercise as an author writes it: teams and timelines of the same names.
struct SampleExercise {
    /// One inject of a JSON timeline.
    struct Inject {
        var id: String
        /// Seconds; `nil` for one that waits for a hand.
        var time: Double?
        /// JSON, as it is to reach the team.
        var content = #"{"text":"hello"}"#

        var json: String {
            let schedule = time.map { "\"time\": \($0)" } ?? "\"manual\": true"
            return "{\"id\": \"\(id)\", \(schedule), \"type\": \"mail\", \"content\": \(content)}"
        }
    }

    var id = "harbour"
    /// Seconds.
    var duration: Double
    /// Further lines of the exercise: `on_restart: continue`.
    var settings: [String] = []
    /// What each team gets.
    var teams: [(id: String, injects: [Inject])]

    /// The same for each team, but that the ids begin with the team's.
    init(duration: Double, settings: [String] = [], teams: [String], injects: [Inject]) {
        self.duration = duration
        self.settings = settings
        self.teams = teams.map { team in
            (team, injects.map { Inject(id: "\(team)-\($0.id)", time: $0.time, content: $0.content) })
        }
    }

    /// So many injects, the first at 0, one every `step` seconds; each content is another.
    static func row(_ count: Int, every step: Double) -> [Inject] {
        (1...count).map { Inject(id: "\($0)", time: Double($0 - 1) * step, content: "{\"n\": \($0)}") }
    }

    var yaml: String {
        let lines = settings + ["teams:"] + teams.map { "  - {id: \($0.id), name: \($0.id), timeline: \($0.id)}" }
        return "exercise:\n  id: \(id)\n  title: \(id)\n  duration: \(duration)s\n"
            + lines.map { "  \($0)\n" }.joined()
    }

    /// A timeline's file.
    static func timeline(_ injects: [Inject]) -> String {
        "{\"injects\": [\n  \(injects.map(\.json).joined(separator: ",\n  "))\n]}\n"
    }
}
