import ExerciseModel
import Foundation
import Glibc
import Testing

@Suite struct ExerciseRunTests {
    /// What an author may write, and no reader may change.
    private static let contents = [
        #"{"z": 1, "a": 2.50, "e": 1E+2, "n": null}"#, #"{"text": "tab\t \u00e9 \/ é 🐋"}"#, #""bare""#, "[ 1,2 ,\t3 ]",
        "-0.0",
        #"{"a":{"a":{"a":[{}]}}, "a b": ""}"#,
    ]

    private static func exercise(_ duration: Double = 20) -> SampleExercise {
        let injects = contents.enumerated().map {
            SampleExercise.Inject(id: "\($0.offset + 1)", time: Double($0.offset) * 3, content: $0.element)
        }
        return SampleExercise(duration: duration, teams: ["blue", "orange"], injects: injects)
    }

    @Test func `an exercise runs from its files to its teams, byte for byte`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise(), broker: mosquitto)
        let recorder = try FeedRecorder(mosquitto.port)

        let ending = try work.run("run", "exercises/harbour.yaml", "--rate", "100")

        #expect(ending.status == 0)
        for team in ["blue", "orange"] {
            #expect(recorder.feed(team).map(\.seq) == [1, 2, 3, 4, 5, 6])
            #expect(recorder.feed(team).map(\.content) == Self.contents)
        }
        #expect(recorder.statuses == ["initialized", "running", "completed"])
        #expect(try work.run("verify").status == 0)
    }

    @Test func `run shows plain lines where no terminal is`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise(), broker: mosquitto)

        let ending = try work.run("run", "exercises/harbour.yaml", "--rate", "100")

        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "harbour: the broker at 127.0.0.1:\(mosquitto.port)")
        #expect(
            lines.filter { $0.hasSuffix("STARTEX") || $0.hasSuffix("ENDEX") } == [
                "T+00:00   STARTEX", "T+00:20   ENDEX",
            ])
        #expect(lines.count { $0.contains("delivered  ") } == 12)
        #expect(lines.contains("harbour: completed at T+00:20, run 1"))
        #expect(lines.contains("  delivered 12 of 12, late 0, failed 0, unheard 0, held 0, skipped 0"))
        #expect(!ending.output.utf8.contains(0x1B))
        #expect(ending.errors.isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a run that is interrupted goes on with the same command`(_ signal: Int32) throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise(16), broker: mosquitto)
        let recorder = try FeedRecorder(mosquitto.port)
        let first = try work.start("run", "exercises/harbour.yaml", "--rate", "2")
        #expect(Patience.watch { recorder.feed("blue").count >= 2 })

        let left = try first.end(signal)
        let second = try work.run("run", "exercises/harbour.yaml", "--rate", "50")

        #expect(left.status == 128 + signal)
        #expect(left.errors.hasSuffix(": the same command goes on from there\n"))
        #expect(second.status == 0)
        #expect(second.output.contains("harbour: completed at T+00:16, run 1"))
        for team in ["blue", "orange"] {
            #expect(FeedMessage.shown(recorder.feed(team))?.map(\.seq) == [1, 2, 3, 4, 5, 6])
        }
    }

    @Test func `a finished run is followed by a new one whose numbers go on`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise(), broker: mosquitto)
        let recorder = try FeedRecorder(mosquitto.port)
        for run in 1...2 {
            let ending = try work.run("run", "exercises/harbour.yaml", "--rate", "100")
            #expect(ending.status == 0)
            #expect(ending.output.contains("harbour: completed at T+00:20, run \(run)"))
        }

        #expect(recorder.feed("blue").map(\.seq) == Array(1...12))
        #expect(recorder.feed("blue").map(\.run) == Array(repeating: 1, count: 6) + Array(repeating: 2, count: 6))
        #expect(recorder.feed("blue").map(\.content) == Self.contents + Self.contents)
    }

    @Test func `teams that nobody plays are unheard, and the run says so by its status`() throws {
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 1, teams: ["blue"], injects: [SampleExercise.Inject(id: "1", time: 0)])
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("run", "exercises/harbour.yaml", "--teams", "external")

        // It waits half a minute for a team on its way; the first attempt tells enough here.
        #expect(Patience.watch { daemon.output.contains("retrying  blue-1 (mail): ") })

        #expect(daemon.isRunning)
        #expect(try daemon.end(SIGINT).status == 130)
    }

    @Test func `a timeline that changes on disk is taken by the next reset`() throws {
        let mosquitto = try MosquittoProcess()
        var exercise = SampleExercise(duration: 30, teams: ["blue"], injects: SampleExercise.row(2, every: 0.5))
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count == 1 })
        exercise.teams[0].injects = [SampleExercise.Inject(id: "new", time: 0)]
        try work.write(exercise)

        #expect(Patience.watch { recorder.feed("blue").count == 2 })
        try recorder.command("reset")
        #expect(daemon.waits(for: "exercise_loaded"))
        try recorder.command("start")

        #expect(Patience.watch { recorder.feed("blue").count == 3 })
        #expect(recorder.feed("blue").map(\.id) == ["blue-1", "blue-2", "new"])
        #expect(try daemon.terminate() == 0)
    }

    @Test func `a timeline that changes while no daemon runs is named, and what was loaded runs on`() throws {
        let mosquitto = try MosquittoProcess()
        var exercise = SampleExercise(
            duration: 30, settings: ["on_restart: continue"], teams: ["blue"],
            injects: SampleExercise.row(3, every: 0.5))
        let work = try Workplace(exercise, broker: mosquitto)
        let recorder = try FeedRecorder(mosquitto.port)
        let first = try work.start("serve")
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count == 1 })
        first.kill()
        exercise.teams[0].injects = [SampleExercise.Inject(id: "new", time: 0)]
        try work.write(exercise)

        let second = try work.start("serve")

        #expect(Patience.watch { FeedMessage.shown(recorder.feed("blue"))?.count == 3 })
        #expect(FeedMessage.shown(recorder.feed("blue"))?.map(\.id) == ["blue-1", "blue-2", "blue-3"])
        #expect(second.waits(for: "files_changed"))
        #expect(Patience.watch { recorder.waiting.contains { $0.contains("timelines/blue.json changed on disk") } })
        #expect(try second.terminate() == 0)
    }
}
