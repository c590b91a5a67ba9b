import ExerciseHost
import ExerciseTestKit
import Glibc

extension Fault {
    /// What happens to sagas in the middle of them.
    static let simulationFaults = [
        Fault(
            "kill-daemon-sagas",
            "kill -9 at four random instants while three simulations carry out sagas of three steps over WebSocket, each "
                + "third undone; each step is done once, and each saga comes to its end",
            scene: Scene(exercise: IslandExercise(teams: 1, hasRules: true))
        ) { stage, random throws(TrialFault) in
            let cast = try stage.callCast()
            for _ in 1...4 {
                cast.report(12)
                let goal = cast.done + Int(random.number(3...25))
                try Patience.demand("\(goal) steps are done") { cast.done >= goal }
                usleep(UInt32(random.number(0...3_000)))
                try stage.restartDaemon()
                try cast.come(to: stage.daemon)
            }
            try cast.finish(stage)
        },
        Fault(
            "kill-simulation",
            "eight times one of three simulations dies in the middle of its sagas, having done what it was told and said "
                + "nothing of it, and comes back with its memory",
            scene: Scene(exercise: IslandExercise(teams: 1, hasRules: true))
        ) { stage, random throws(TrialFault) in
            let cast = try stage.callCast()
            for _ in 1...8 {
                cast.report(6)
                let simulation = random.pick(cast.simulations)
                simulation.die(after: Int(random.number(1...4)))
                try Patience.demand("'\(simulation.name)' is dead") { simulation.notebook.withLock(\.isDead) }
                simulation.leave()
                Patience.pass(Double(random.number(0...300)) / 1_000)
                stage.endFault()
                try simulation.come { stage.daemon.httpPort }
            }
            try cast.finish(stage)
        },
    ]
}
