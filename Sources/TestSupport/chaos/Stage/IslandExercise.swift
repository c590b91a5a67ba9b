import ExerciseModel
import LogChecker

/// The exercise that a trial plays: teams that each get the same number of injects at the same pace.
struct IslandExercise: Sendable {
    static let id = ExerciseID(trusted: "island")
    static let names = ["blue", "orange", "green", "red", "white", "black", "amber", "pink"]

    var teams = 3
    /// For each team.
    var injects = 40
    /// Milliseconds of wall time between two injects of a team.
    var every: Int64 = 100
    /// Exercise seconds in a second.
    var rate: Int64 = 10
    var onRestart = "continue"
    /// `fire`, `hold` or `skip`.
    var late = "fire"
    /// Whether simulations play in it.
    var hasRules = false

    /// How many injects all teams get.
    var total: Int { teams * injects }

    var teamNames: [String] { Array(Self.names.prefix(teams)) }

    /// Milliseconds of exercise time: far beyond the last inject, since ENDEX leaves out what waits for a broker.
    private var duration: Int64 { (Int64(injects) * every + 600_000) * rate }

    var yaml: String {
        let lines = [
            "exercise:", "  id: \(Self.id)", "  title: An island", "  duration: \(Self.seconds(duration))s",
            "  on_restart: \(onRestart)", "  late: \(late)", "  delivery: {retry_delay: 200ms}", "  teams:",
        ]
        let rows = teamNames.map { "    - {id: \($0), name: \($0), timeline: \($0)}" }
        return (lines + rows + (hasRules ? Cast.rules : [])).joined(separator: "\n") + "\n"
    }

    /// The timeline of a team, as JSON.
    func timeline(_ team: String) -> String {
        let rows = (0..<injects).map { place in
            "{\"id\": \"\(inject(team, place))\", \"time\": \(Self.seconds(due(place))), \"type\": \"mail\", "
                + "\"content\": \(content(team, place))}"
        }
        return "{\"injects\": [\n  \(rows.joined(separator: ",\n  "))\n]}\n"
    }

    /// What the checker is to hold the log to.
    var planned: Observations.PlannedExercise {
        let planned = teamNames.flatMap { team in
            (0..<injects).map { place in
                Observations.PlannedInject(
                    team: team, inject: inject(team, place), due: due(place), place: place, late: late,
                    grace: 60_000_000, content: Array(content(team, place).utf8))
            }
        }
        return Observations.PlannedExercise(duration: duration, precision: 100_000, injects: planned)
    }

    /// The injects of a team, in order.
    func ids(_ team: String) -> [String] { (0..<injects).map { inject(team, $0) } }

    private func inject(_ team: String, _ place: Int) -> String { "\(team)-\(place + 1)" }
    private func content(_ team: String, _ place: Int) -> String { "{\"to\":\"\(team)\",\"n\":\(place + 1).50}" }
    private func due(_ place: Int) -> Int64 { Int64(place + 1) * every * rate }

    private static func seconds(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(String(milliseconds % 1_000 + 1_000).dropFirst())"
    }
}
