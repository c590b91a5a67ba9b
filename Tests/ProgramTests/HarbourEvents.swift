import ExerciseModel
import Orchestration

/// Events of a small exercise: two teams, two injects for both and one by hand.
enum HarbourEvents {
    static let id = ExerciseID(trusted: "harbour")
    static let blue = TeamID(trusted: "blue")
    static let orange = TeamID(trusted: "orange")
    static let types = [InjectID(trusted: "it-01"): "mail", InjectID(trusted: "it-02"): "sms"]

    /// 2026-01-15T10:00:00.000Z.
    static let startex = UTCInstant(milliseconds: 1_768_471_200_000)

    static let plan = ExercisePlan(
        id: id, title: "Harbour", duration: ExerciseInstant(seconds: 600),
        teams: [blue, orange].map { Team(id: $0, name: $0.text, timeline: TimelineID(trusted: "it")) },
        timelines: [
            Timeline(
                id: TimelineID(trusted: "it"),
                injects: [inject("it-01", "mail", 10), inject("it-02", "sms", 332), inject("it-03", "call", nil)])
        ])

    private static func inject(_ id: String, _ type: String, _ second: Int64?) -> Inject {
        Inject(
            id: InjectID(trusted: id), type: type, content: JSONText(literal: "{}"),
            schedule: second.map { .at(ExerciseInstant(seconds: $0)) } ?? .manual)
    }

    static func target(_ inject: String, _ team: TeamID = blue) -> InjectTarget {
        InjectTarget(team: team, inject: InjectID(trusted: inject))
    }

    /// An event at so many milliseconds of the exercise, which began at `startex` in real time.
    static func event(_ position: Int64, at milliseconds: Int64, _ fact: Fact, by actor: String = "clock") -> Event {
        Event(
            exercise: id, position: position, run: 1, exerciseTime: ExerciseInstant(milliseconds: milliseconds),
            at: UTCInstant(milliseconds: startex.milliseconds + milliseconds), actor: actor, fact: fact)
    }

    static func released(_ inject: String, _ team: TeamID = blue, seq: Int64, late: Int64 = 0) -> Fact {
        .injectReleased(
            target(inject, team),
            Release(
                seq: seq, exerciseTime: ExerciseInstant(seconds: 10), lateness: late, late: late > 100, byHand: false))
    }

    static func delivered(_ inject: String, _ team: TeamID = blue, seq: Int64, latency: Int64 = 12) -> Fact {
        .injectDelivered(target(inject, team), Proof(seq: seq, attempt: 1, kind: .broker, latency: latency))
    }

    static func wall(_ seconds: Int64) -> WallInstant { WallInstant(microseconds: seconds * 1_000_000) }

    /// The exercise after these facts, each a second of wall and exercise time after the one before, from 0 on.
    static func state(_ facts: [Fact]) -> ExerciseState {
        var state = ExerciseState(id: id)
        let files = SourceFiles(exercise: SourceFiles.File(path: "harbour.yaml", bytes: []), timelines: [])
        let loaded = LoadedExercise(files: files, defaults: DeliverySettings(), plan: plan)
        for (index, fact) in ([.exerciseLoaded(loaded)] + facts).enumerated() {
            state.apply(event(Int64(index + 1), at: max(0, Int64(index - 1) * 1_000), fact))
        }
        return state
    }
}
