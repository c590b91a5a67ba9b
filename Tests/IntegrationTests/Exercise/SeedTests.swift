import ExerciseHost
import ExerciseModel
import Foundation
import Testing

/// The tests that the first design asks for, by its names.
@Suite struct SeedTests {
    @Test func `timer accuracy`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(SampleExercise(duration: 40, teams: ["blue"], injects: []), broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("speed", #""rate":10"#)
        try recorder.command("start")
        #expect(recorder.waits(for: "completed"))
        #expect(try daemon.terminate() == 0)

        let ticks = recorder.notes("timer").compactMap(Tick.init).filter { $0.status == "running" }
        let start = try #require(try work.log().first { $0.type == "clock.started" }).at.milliseconds
        // Each stamp and the start are cut to a millisecond, which is 10 ms of the exercise.
        let strays = ticks.filter { tick in
            let computed = (tick.at.milliseconds - start) * 10
            return !(-20..<1_020).contains(computed - tick.current * 1_000)
        }
        #expect(strays.isEmpty)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.current < $1.current })
        #expect(ticks.count > 20)
    }

    @Test func `delivery to the right team`() throws {
        let mosquitto = try MosquittoProcess()
        let teams = ["blue", "orange", "green"]
        let exercise = SampleExercise(duration: 2, teams: teams, injects: SampleExercise.row(4, every: 0.3))
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(recorder.waits(for: "completed"))
        #expect(try daemon.terminate() == 0)

        for team in exercise.teams {
            #expect(recorder.feed(team.id).map(\.id) == team.injects.map(\.id))
            #expect(recorder.feed(team.id).allSatisfy { $0.team == team.id })
        }
    }

    @Test func `synchronisation of several teams`() throws {
        let mosquitto = try MosquittoProcess()
        let teams = (1...10).map { "team-\($0)" }
        let injects = [SampleExercise.Inject(id: "all", time: 0.5)]
        let work = try Workplace(
            SampleExercise(duration: 1, teams: teams, injects: injects), broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        let players = try teams.map {
            try FeedRecorder(mosquitto.port, topics: ["/exercise/harbour/team/\($0)/feed"], name: $0)
        }
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(recorder.waits(for: "completed"))
        #expect(try daemon.terminate() == 0)

        let arrivals = zip(players, teams).compactMap { $0.notes("team/\($1)/feed").first?.at.microseconds }
        let spread = Double((arrivals.max() ?? 0) - (arrivals.min() ?? 0)) / 1_000
        FileHandle.standardError.write(Data("one inject reached 10 teams within \(spread) ms\n".utf8))
        #expect(arrivals.count == teams.count)
        #expect(spread < 500)
        #expect(Set(teams.flatMap { recorder.feed($0) }.map(\.timestamp)).count == 1)
    }

    @Test func `failure recovery`() throws {
        let denied = "topic deny /exercise/harbour/team/blue/feed\ntopic readwrite #\n"
        let mosquitto = try MosquittoProcess(["acl_file FOLDER/acl"], files: ["acl": denied])
        let exercise = SampleExercise(duration: 60, teams: ["blue"], injects: SampleExercise.row(1, every: 1))
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.failures.last?.status == "failed" })

        let told = recorder.notes("status").count
        mosquitto.kill()
        try "topic readwrite #\n".write(
            to: mosquitto.folder.appendingPathComponent("acl"), atomically: true, encoding: .utf8)
        try mosquitto.start()
        #expect(Patience.watch { recorder.notes("status").count > told })
        #expect(try recorder.command("retry", #""failure":"blue.1""#).isAccepted)

        #expect(Patience.watch { recorder.failures.last?.status == "delivered" })
        #expect(try daemon.terminate() == 0)
        #expect(recorder.feed("blue").map(\.id) == ["blue-1"])
        #expect(recorder.feed("blue").map(\.seq) == [1])
        let failures = recorder.failures
        #expect(failures.map(\.id) == ["blue.1", "blue.1"])
        #expect(failures.map(\.status) == ["failed", "delivered"])
        #expect(failures.first?.error == "the broker's access rules do not allow this topic")
    }

    @Test func `load`() throws {
        let mosquitto = try MosquittoProcess()
        let teams = (1...200).map { "team-\($0)" }
        let injects = (1...5).map { SampleExercise.Inject(id: "\($0)", time: 1, content: "{\"n\": \($0)}") }
        let work = try Workplace(
            SampleExercise(duration: 3, teams: teams, injects: injects), broker: mosquitto)
        let daemon = try work.start("serve", with: ["LOG_LEVEL": "warning"])
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")

        #expect(recorder.waits(for: "completed"))

        let expected = injects.map(\.id)
        let complete = teams.filter { team in recorder.feed(team).map(\.id) == expected.map { "\(team)-\($0)" } }
        #expect(complete.count == teams.count)
        #expect(try daemon.terminate() == 0)
        #expect(try work.log().count { $0.type == "inject.delivered" } == 1_000)
    }
}

/// A timer update.
private struct Tick {
    var current: Int64
    var status: String
    var at: UTCInstant

    init?(_ note: FeedRecorder.Note) {
        guard let object = note.object, let current = object["current"]?.integer,
            let status = object["status"]?.string, let at = object["timestamp"]?.string.flatMap(CalendarText.instant)
        else { return nil }
        (self.current, self.status, self.at) = (current, status, at)
    }
}

extension FeedRecorder {
    /// The failure records, in order.
    fileprivate var failures: [(id: String?, status: String?, error: String?)] {
        notes("monitoring/failure").compactMap(\.object).map {
            ($0["id"]?.string, $0["status"]?.string, $0["error"]?.string)
        }
    }
}
