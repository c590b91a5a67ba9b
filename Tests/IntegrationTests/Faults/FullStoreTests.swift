import ExerciseModel
import Foundation
import Testing

@Suite struct FullStoreTests {
    @Test(.enabled("mounting a small file system needs root") { SmallDisk.isPossible })
    func `on a full disk commands are refused, and the exercise comes back standing when there is room`() throws {
        let disk = try #require(SmallDisk(megabytes: 4))
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(duration: 120, teams: ["blue"], injects: SampleExercise.row(1_000, every: 0.1))
        let work = try Workplace(
            exercise, broker: mosquitto, environment: ["DATABASE_URL": "\(disk.folder.path)/scenarios.db"])
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { !recorder.feed("blue").isEmpty })

        disk.fill()
        #expect(daemon.waits(for: "store_unavailable"))
        let refused = try recorder.command("note", #""text":"full""#)
        disk.empty()

        #expect(refused.word == "store_unavailable")
        #expect(daemon.waits(for: "store_available"))
        #expect(recorder.waits(for: "paused"))
        let reason = recorder.notes("status").last?.object?["reason"]?.string
        #expect(reason?.contains("the store had failed") == true)
        #expect(try recorder.command("resume").word == "running")
        #expect(try recorder.command("note", #""text":"room again""#).isAccepted)
        #expect(try daemon.terminate() == 0)
        let shown = try #require(FeedMessage.shown(recorder.feed("blue")))
        #expect(shown.map(\.seq) == Array(1...Int64(shown.count)))
        #expect(try work.run("verify").status == 0)
    }
}
