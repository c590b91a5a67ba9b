import ExerciseTestKit
import Glibc

extension Fault {
    /// What happens to the store.
    static let storeFaults = [
        Fault(
            "full-disk", "no room left on the store's disk for up to 2 s after it is noticed; then free, and resume",
            need: .mount, scene: Scene(disk: 6)
        ) { stage, random throws(TrialFault) in
            guard let disk = stage.disk else { throw TrialFault("the store has no disk of its own") }
            disk.fill()
            try stage.daemon.awaits("store_unavailable")
            stage.daemon.noteOutage()
            Patience.pass(Double(random.number(0...2_000)) / 1_000)
            disk.empty()
            stage.endFault()
            try stage.daemon.awaits("store_available")
        },
        Fault(
            "locked-store", "another process holds SQLite's write lock for 3 s (--long: 8 s, beyond what it waits)"
        ) { stage, _ throws(TrialFault) in
            let lock = try WriteLock(stage.daemon.store)
            // Held longer than the daemon waits, it is a failure of the store, which ends the run of the clock.
            if stage.options.isLong { stage.daemon.noteOutage() }
            Patience.pass(stage.options.isLong ? 8 : 3)
            lock.release()
            stage.endFault()
        },
        Fault(
            "flipped-bit",
            "one bit of an event in the store is flipped: verify names it, serve refuses; then flipped back"
        ) { stage, random throws(TrialFault) in
            _ = try stage.daemon.terminate()
            let bit = try StoredBit(stage.daemon.store, &random)
            bit.flip()
            let verdict = try stage.daemon.run("verify")
            if verdict.status != 1 || !verdict.text.contains("island") {
                stage.complain("flipped bit at \(bit.offset): verify ended with \(verdict.status): \(verdict.text)")
            }
            try stage.daemon.start()
            let isRefused = try Patience.wait(10) { !stage.daemon.isAlive }
            if !isRefused {
                stage.complain("flipped bit at \(bit.offset): serve took the store")
                stage.daemon.kill()
            }
            bit.flip()
            try stage.daemon.start()
            stage.endFault()
            try stage.daemon.awaits("broker_connected")
        },
    ]
}
