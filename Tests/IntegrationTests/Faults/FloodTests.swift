import ExerciseModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct FloodTests {
    @Test func `a flood of receipts waits in the broker, not in the daemon, and stops nobody's inject`() throws {
        let mosquitto = try MosquittoProcess(["max_queued_messages 0"])
        let exercise = SampleExercise(
            duration: 600, teams: ["blue"], injects: SampleExercise.row(30, every: 0.2))
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("serve", with: ["LOG_LEVEL": "critical"])
        // Whoever heard everything would be flooded as well.
        let topics = ["status", "control/result", "team/blue/feed"].map { "/exercise/harbour/\($0)" }
        let recorder = try FeedRecorder(mosquitto.port, topics: topics)
        #expect(recorder.waits(for: "initialized"))
        #expect(try recorder.command("start").word == "running")
        let before = ProcessTable.use(of: daemon.pid)
        // 10,000 of 8 KB: many times what may wait undecided, and each of them means nothing.
        let flood = try ChildProcess(
            "/bin/sh",
            [
                "-c",
                """
                x=$(printf '%08000d' 0); yes "{\\"id\\":\\"none\\",\\"status\\":\\"never\\",\\"x\\":\\"$x\\"}" | head -n 10000 |
                mosquitto_pub -p \(mosquitto.port) -q 1 -V 5 -l -t /exercise/harbour/team/blue/receipt
                """,
            ], in: work.folder, environment: ["PATH": "/usr/bin:/bin"])

        #expect(Patience.watch(atMost: 60) { recorder.feed("blue").count == 30 })
        #expect(try flood.wait(atMost: 60) == 0)
        #expect(ProcessTable.use(of: daemon.pid).residentKiB < before.residentKiB + 40 << 10)
        #expect(try recorder.command("note", #""text":"still here""#).isAccepted)
        #expect(try daemon.terminate() == 0)
    }
}
