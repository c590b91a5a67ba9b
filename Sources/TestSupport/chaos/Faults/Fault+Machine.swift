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
            "jumped-clock",
            "the calendar of the daemon jumps by an hour or a day, forwards or backwards, and back after a second",
            need: .faketime,
            scene: Scene(environment: [
                "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_TIMESTAMP_FILE": "/proc/self/cwd/faketime",
            ])
        ) { stage, random throws(TrialFault) in
            try stage.scratch.write("faketime", random.pick(["+1h", "-1h", "+1d", "-1d"]))
            try stage.daemon.awaits("clock_jumped")
            Patience.pass(1)
            try stage.scratch.write("faketime", "+0")
            stage.endFault()
        },
    ]
}
