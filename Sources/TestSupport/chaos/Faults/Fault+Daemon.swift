import ExerciseModel
import ExerciseTestKit
import Glibc

extension Fault {
    /// What happens to the daemon itself.
    static let daemonFaults = [
        Fault("kill-daemon-continue", "kill -9 of the daemon at a random instant, twice; on_restart: continue") {
            stage, random throws(TrialFault) in
            try stage.restartDaemon(after: Double(random.number(0...500)) / 1_000)
            try stage.play(random.number(5...20))
            try stage.restartDaemon(after: Double(random.number(0...500)) / 1_000)
        },
        Fault(
            "kill-daemon-pause", "kill -9 of the daemon at a random instant; on_restart: pause, then resume",
            scene: Scene(exercise: IslandExercise(onRestart: "pause"))
        ) { stage, random throws(TrialFault) in
            try stage.restartDaemon(after: Double(random.number(0...500)) / 1_000)
        },
        Fault(
            "kill-daemon-busy",
            "kill -9 at six random instants while 800 injects a second go out: within a commit, between commit and "
                + "publish, between publish and proof, in recovery",
            scene: Scene(exercise: IslandExercise(teams: 4, injects: 300, every: 5, rate: 10))
        ) { stage, random throws(TrialFault) in
            for _ in 1...6 {
                try stage.play(random.number(1...8))
                usleep(UInt32(random.number(0...20_000)))
                stage.daemon.kill()
                try stage.daemon.start()
                // Some die before they have taken up the exercise.
                if random.chance(300) {
                    usleep(UInt32(random.number(0...120_000)))
                    stage.daemon.kill()
                    try stage.daemon.start()
                }
                stage.endFault()
                try stage.daemon.awaits("broker_connected")
            }
        },
        Fault("stop-daemon", "SIGSTOP of the daemon for 1 to 3 s (--long: 60 s), then SIGCONT") {
            stage, random throws(TrialFault) in
            stage.daemon.signal(SIGSTOP)
            Patience.pass(stage.options.isLong ? 60 : Double(random.number(1_000...3_000)) / 1_000)
            stage.daemon.signal(SIGCONT)
            stage.endFault()
        },
        Fault(
            "two-daemons",
            "a second daemon comes to the same exercise on the same broker and keeps silent; the first is killed, and "
                + "the second plays the exercise from its start",
            play: twoDaemons),
    ]

    private static func twoDaemons(
        _ options: Stage.Options, _ random: inout SeededRandom
    ) throws(TrialFault) -> Trial.Outcome {
        let stage = try Stage(Scene(exercise: IslandExercise(injects: 25)), options)
        try stage.play(random.number(5...20))
        let spare = try stage.spareDaemon()
        try spare.awaits("rival_seen")
        try stage.play(random.number(5...30))
        stage.daemon.kill()
        stage.endFault()
        let early = Judgement(stage, try stage.daemon.log())
        let silent = try spare.log().allSatisfy { $0.type != "inject.released" && !$0.type.hasPrefix("clock.") }
        if !silent { stage.complain("the second daemon ran the exercise beside the first") }
        try spare.awaits("rival_gone")
        try stage.handOver(to: spare)
        try stage.finish()
        var outcome = try Trial.judge(stage)
        outcome.violations = early.violations + outcome.violations
        return outcome
    }
}
