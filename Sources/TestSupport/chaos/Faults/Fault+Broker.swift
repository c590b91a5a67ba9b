import ExerciseTestKit
import Glibc

extension Fault {
    /// What happens to the broker.
    static let brokerFaults = [
        Fault("kill-broker", "kill -9 of a broker without persistence, back after up to 1 s", inflict: killBroker),
        Fault(
            "kill-broker-persistent", "kill -9 of a broker with persistence, back after up to 1 s",
            scene: Scene(broker: ["persistence true", "persistence_location FOLDER/", "autosave_interval 1"]),
            inflict: killBroker),
        Fault(
            "stop-broker", "SIGSTOP of the broker for 5 s (--long: 30 s or 120 s), then SIGCONT",
            scene: Scene(exercise: IslandExercise(injects: 80))
        ) { stage, random throws(TrialFault) in
            stage.broker.signal(SIGSTOP)
            Patience.pass(stage.options.isLong ? random.pick([30, 120]) : 5)
            stage.broker.signal(SIGCONT)
            stage.endFault()
        },
        Fault(
            "refuse-feed",
            "the broker's list of rights refuses one team's feed for a second; then retry of what failed",
            scene: Scene(broker: ["persistence false", "acl_file FOLDER/acl"], setsAside: true)
        ) { stage, _ throws(TrialFault) in
            try stage.broker.allow(everybody: false)
            stage.broker.signal(SIGHUP)
            try stage.daemon.awaits("inject_failed")
            Patience.pass(1)
            try stage.broker.allow(everybody: true)
            stage.broker.signal(SIGHUP)
            stage.endFault()
            try retryFailures(stage)
        },
    ]

    private static func killBroker(_ stage: Stage, _ random: inout SeededRandom) throws(TrialFault) {
        stage.broker.kill()
        Patience.pass(Double(random.number(0...1_000)) / 1_000)
        try stage.broker.start()
        stage.endFault()
    }

    /// Gives `retry` for each failure that stands in the waiting list, until none does.
    private static func retryFailures(_ stage: Stage) throws(TrialFault) {
        try Patience.demand("no failure is left") { () throws(TrialFault) in
            Patience.pass(1.2)
            let failed = stage.controller.failures
            for inject in failed { try stage.controller.command("retry", #""inject":"\#(inject)","team":"orange""#) }
            return failed.isEmpty
        }
    }
}
