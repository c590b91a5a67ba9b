import ExerciseTestKit

extension Fault {
    /// What happens to a team.
    static let teamFaults = [
        Fault(
            "team-away",
            "a team's client is gone, with its last word or without, while 200 injects fall due for it (--long: 10,000)",
            play: { options, random throws(TrialFault) in
                let exercise = IslandExercise(
                    teams: 2, injects: options.isLong ? 11_000 : 400, every: options.isLong ? 2 : 10, rate: 10)
                let stage = try Stage(Scene(exercise: exercise, setsAside: true), options)
                try stage.play(random.number(5...20))
                stage.leave(1, sayingSo: random.chance(500))
                let goal = stage.teams[0].count + (options.isLong ? 10_000 : 200)
                try Patience.demand("the other team has so many more", within: 120) { stage.teams[0].count >= goal }
                stage.endFault()
                try stage.comeBack(1)
                try stage.finish()
                return try Trial.judge(stage)
            })
    ]
}
