import ExerciseTestKit
import Glibc

extension Fault {
    /// What happens to the machine around the daemon.
    static let machineFaults = [
        Fault(
            "many-files",
            "the daemon starts with more than 1,024 files open, so that its sockets have numbers beyond; the broker is "
                + "killed and comes back",
            scene: Scene(wrapper: [
                "/bin/bash", "-c",
                #"ulimit -n 4096 && for ((i = 10; i < 1210; i++)); do eval "exec $i</dev/null"; done; exec "$@""#,
                "bash",
            ])
        ) { stage, random throws(TrialFault) in
            stage.broker.kill()
            Patience.pass(Double(random.number(0...500)) / 1_000)
            try stage.broker.start()
            stage.endFault()
        },
        Fault(
            "no-files-left",
            "idle connections to HTTP leave the daemon no file to spare of the 48 it may open; the broker is killed and comes back; after "
                + "1 to 3 s the connections are gone",
            scene: Scene(wrapper: ["/bin/bash", "-c", #"ulimit -n 48; exec "$@""#, "bash"])
        ) { stage, random throws(TrialFault) in
            guard let port = stage.daemon.httpPort else { throw TrialFault("the run file names no HTTP port") }
            let idle = (1...100).compactMap { _ in Loopback.connect(port) }
            try Patience.demand("no file is left to the daemon", within: 5) { stage.daemon.openFiles >= 46 }
            stage.broker.kill()
            try stage.broker.start()
            Patience.pass(Double(random.number(1_000...3_000)) / 1_000)
            for descriptor in idle { close(descriptor) }
            stage.endFault()
        },
        Fault(
            "jumped-clock",
            "the calendar of the daemon jumps by an hour or a day, forwards or backwards, and back after a second",
            need: .shim, scene: Scene(preloads: true)
        ) { stage, random throws(TrialFault) in
            guard let shim = stage.shim else { return }
            shim.moveCalendar(by: random.pick([3_600, -3_600, 86_400, -86_400]))
            try stage.daemon.awaits("clock_jumped")
            Patience.pass(1)
            shim.moveCalendar(by: 0)
            stage.endFault()
        },
        Fault(
            "die-in-commit",
            "four times, kill -9 at a drawn system call: before a sync, after it and before anything is published, "
                + "before a write, in the middle of one",
            need: .shim, scene: Scene(exercise: IslandExercise(injects: 80), preloads: true)
        ) { stage, random throws(TrialFault) in
            guard let shim = stage.shim else { return }
            for _ in 1...4 {
                let act = random.pick([Shim.Act.dieBefore, .dieAfter])
                let number = random.number(1...12)
                if random.chance(500) { shim.sync(number, act) } else { shim.write(number, act) }
                try startAgain(stage)
            }
        },
        Fault(
            "power-cut",
            "the power fails before a drawn sync: what was written and not synced is gone, and so is the daemon",
            need: .shim, scene: Scene(exercise: IslandExercise(injects: 60), preloads: true)
        ) { stage, random throws(TrialFault) in
            for _ in 1...2 {
                stage.shim?.sync(random.number(1...12), .lose)
                try startAgain(stage)
            }
        },
        Fault(
            "sync-fails", "a drawn sync of the store answers EIO, once; then resume", need: .shim,
            scene: Scene(preloads: true)
        ) { stage, random throws(TrialFault) in
            stage.shim?.sync(random.number(1...12), .fail)
            try waitOut(stage)
        },
        Fault(
            "write-fails", "a drawn write to the store answers ENOSPC, once; then resume", need: .shim,
            scene: Scene(preloads: true)
        ) { stage, random throws(TrialFault) in
            stage.shim?.write(random.number(1...12), .fail)
            try waitOut(stage)
        },
    ]

    /// Waits for the death that was ordered, and starts the next daemon.
    private static func startAgain(_ stage: Stage) throws(TrialFault) {
        try stage.daemon.noteDeath()
        try stage.daemon.start()
        stage.endFault()
        try stage.daemon.awaits("broker_connected")
    }

    /// Waits until the store has failed and works again.
    private static func waitOut(_ stage: Stage) throws(TrialFault) {
        try stage.daemon.awaits("store_unavailable")
        stage.daemon.noteOutage()
        stage.endFault()
        try stage.daemon.awaits("store_available")
    }
}
