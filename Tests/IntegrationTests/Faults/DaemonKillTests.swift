import ExerciseModel
import Foundation
import Testing

@Suite struct DaemonKillTests {
    private static let teams = ["blue", "orange"]

    @Test func `a daemon that is killed again and again loses nothing and shows nothing twice`() throws {
        let count = 60
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 6.5, settings: ["on_restart: pause"], teams: Self.teams,
            injects: SampleExercise.row(count, every: 0.1))
        let work = try Workplace(exercise, broker: mosquitto)
        let outside = try PersistentSubscriber(mosquitto, in: work.folder)
        let recorder = try FeedRecorder(
            mosquitto.port, topics: ["status", "control/result"].map { "/exercise/harbour/\($0)" })
        var daemon = try work.start("serve")
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        for _ in 1...4 {
            let mark = outside.count + Int.random(in: 3...25)
            #expect(Patience.wait { outside.count >= mark })
            daemon.kill()
            daemon = try work.start("serve")
            #expect(daemon.waits(for: "broker_connected"))
            #expect(try recorder.command("resume").word == "running")
        }

        #expect(recorder.waits(for: "completed"))
        #expect(Patience.watch { Set(outside.messages.map(\.id)).count == 2 * count })
        #expect(try daemon.terminate() == 0)
        for team in exercise.teams {
            let shown = try #require(FeedMessage.shown(outside.feed(team.id)))
            #expect(shown.map(\.seq) == Array(1...Int64(count)))
            #expect(shown.map(\.id) == team.injects.map(\.id))
            #expect(shown.map(\.content) == team.injects.map(\.content))
        }
        let verdict = try work.run("verify")
        #expect(verdict.status == 0)
        #expect(verdict.output.hasPrefix("harbour: whole, head "))
        #expect(try work.log().count { $0.type == "clock.recovered" } == 4)
    }

    @Test func `with on_restart continue the clock goes on, and says in one sentence where`() throws {
        let (work, recorder, daemon) = try killed(onRestart: "continue")
        let recovery = try #require(try work.log().first { $0.type == "clock.recovered" })
        let sentence = try #require(try JSONObject(recovery.data[...])["sentence"]?.string)

        #expect(sentence.hasPrefix("The clock goes on at T+00:0"))
        #expect(sentence.hasSuffix("came due meanwhile: the rule of lateness decides."))
        #expect(Patience.watch { recorder.notes("status").last?.object?["reason"]?.string == sentence })
        #expect(recorder.statuses.last == "running")
        #expect(try daemon.terminate() == 0)
        #expect(try work.run("log", "harbour").output.contains(sentence))
    }

    @Test func `with on_restart pause the clock stands, and nothing comes before resume`() throws {
        let (work, recorder, daemon) = try killed(onRestart: "pause")
        let recovery = try #require(try work.log().first { $0.type == "clock.recovered" })
        let sentence = try #require(try JSONObject(recovery.data[...])["sentence"]?.string)

        #expect(sentence.hasPrefix("The clock was recovered at T+00:0"))
        #expect(
            sentence.hasSuffix(
                "and stands there (on_restart is pause); nothing came due, and resume goes on from there."))
        #expect(Patience.watch { recorder.notes("status").last?.object?["reason"]?.string == sentence })
        #expect(recorder.statuses.last == "paused")
        let before = FeedMessage.shown(recorder.feed("blue"))?.count ?? 0
        try recorder.command("resume")
        #expect(Patience.watch { (FeedMessage.shown(recorder.feed("blue"))?.count ?? 0) > before })
        #expect(try daemon.terminate() == 0)
        #expect(try work.log().allSatisfy { $0.type != "inject.released" || !isBetween($0, work) })
    }

    /// A daemon that was killed in the middle of an exercise, and its successor.
    private func killed(onRestart policy: String) throws -> (Workplace, FeedRecorder, WhiteCellProcess) {
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 60, settings: ["on_restart: \(policy)"], teams: Self.teams,
            injects: SampleExercise.row(200, every: 0.2))
        let work = try Workplace(exercise, broker: mosquitto)
        let recorder = try FeedRecorder(mosquitto.port)
        let first = try work.start("serve")
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count >= 8 })
        first.kill()
        let second = try work.start("serve")
        #expect(second.waits(for: "clock_recovered"))
        return (work, recorder, second)
    }

    /// Whether an event stands between the recovery of the clock and the command that had it go on.
    private func isBetween(_ record: EventRecord, _ work: Workplace) -> Bool {
        let log = (try? work.log()) ?? []
        let recovered = log.first { $0.type == "clock.recovered" }?.position ?? .max
        let resumed = log.first { $0.type == "clock.resumed" }?.position ?? .max
        return (recovered..<max(recovered, resumed)).contains(record.position)
    }
}
