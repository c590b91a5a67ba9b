package import ExerciseModel

/// Plans and injects in one line each, for tests.
package enum PlanBuilder {
    /// An inject at so many seconds after STARTEX.
    package static func inject(
        _ id: String, at seconds: Double, late: LatePolicy? = nil, grace: Double? = nil
    ) -> Inject {
        Inject(
            id: InjectID(trusted: id), type: "mail", content: JSONText(literal: #"{"text":"Look at this."}"#),
            schedule: .at(ExerciseInstant(microseconds: Int64(seconds * 1_000_000))), late: late,
            grace: grace.map { Int64($0 * 1_000_000) })
    }

    /// A contingency inject.
    package static func manual(_ id: String) -> Inject {
        Inject(
            id: InjectID(trusted: id), type: "call", content: JSONText(literal: #"{"text":"Pick up."}"#),
            schedule: .manual)
    }

    /// An inject that goes out so many seconds after another has come so far.
    package static func following(
        _ id: String, _ first: String, _ milestone: Milestone = .delivered, delay: Double = 0
    ) -> Inject {
        let trigger = InjectTrigger(
            inject: InjectID(trusted: first), milestone: milestone, delay: Int64(delay * 1_000_000))
        return Inject(
            id: InjectID(trusted: id), type: "mail", content: JSONText(literal: #"{"text":"Then this."}"#),
            schedule: .after(trigger))
    }

    /// The plan of exercise `harbour`: one timeline that all teams share. `duration` is in seconds, `nil` for none.
    package static func plan(
        _ injects: [Inject], teams: [String] = ["blue"], duration: Int64? = 3_600,
        _ change: (inout ExercisePlan) -> Void = { _ in }
    ) -> ExercisePlan {
        let timeline = Timeline(id: TimelineID(trusted: "main"), injects: injects)
        var plan = ExercisePlan(
            id: ExerciseID(trusted: "harbour"), title: "The harbour",
            duration: duration.map { ExerciseInstant(seconds: $0) },
            teams: teams.map { Team(id: TeamID(trusted: $0), name: $0, timeline: timeline.id) },
            timelines: [timeline])
        change(&plan)
        return plan
    }

    /// The plan as it was loaded; `text` stands for the bytes of its file.
    package static func loaded(_ plan: ExercisePlan, text: String = "first") -> LoadedExercise {
        let file = SourceFiles.File(path: "exercises/harbour.yaml", bytes: Array(text.utf8))
        return LoadedExercise(
            files: SourceFiles(exercise: file, timelines: []), defaults: DeliverySettings(), plan: plan)
    }
}
