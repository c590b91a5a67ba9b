import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct HostTests {
    private let east = ExerciseID(trusted: "east")
    private let west = ExerciseID(trusted: "west")

    @Test func `what several exercises decide in a turn is one transaction`() throws {
        let stage = HostStage()
        stage.load("east", "west")
        let before = stage.store.batches.count
        stage.turn(
            stage.command("east", #"{"command":"start"}"#), stage.command("west", #"{"command":"start"}"#, number: 2),
            stage.command("east", #"{"command":"pause"}"#, number: 3))
        #expect(stage.store.batches.count == before + 1)
        let batch = try #require(stage.store.batches.last)
        #expect(batch.records.map(\.exercise) == [east, east, west, west, east, east])
        #expect(batch.clocks.map(\.exercise) == [west, east])
        #expect(stage.answers == ["1 accepted", "2 accepted", "3 accepted"])
    }

    @Test func `a turn in which nothing happens writes nothing`() {
        let stage = HostStage()
        stage.load("east")
        let before = stage.store.batches.count
        stage.turn()
        #expect(stage.store.batches.count == before)
    }

    @Test func `what was committed is given out, in order`() {
        let stage = HostStage()
        stage.turn(.load(HostStage.loaded("east"), changed: []), .load(HostStage.loaded("west"), changed: []))
        #expect(
            stage.events == [
                "east exercise.loaded", "east exercise.opened", "west exercise.loaded", "west exercise.opened",
            ])
        #expect(stage.orders == [.attend(east), .attend(west)])
        #expect(stage.host.loaded == [east, west])
    }

    @Test func `a turn wakes whoever is due, and the next is due with the first of them`() {
        let stage = HostStage()
        stage.load("east", "west")
        stage.turn(stage.command("west", #"{"command":"start"}"#))
        stage.clock.advance(seconds: 9)
        stage.turn()
        #expect(stage.host.nextWake == stage.clock.now.wall.adding(microseconds: 1_000_000))
        stage.clock.advance(seconds: 1)
        stage.turn()
        #expect(stage.events == ["west inject.released"])
    }

    @Test func `what is for no exercise here is ignored, but a caller who waits is answered`() {
        let stage = HostStage()
        stage.load("east")
        let nowhere = ExerciseID(trusted: "nowhere")
        let token = DeliveryToken(exercise: nowhere, team: TeamID(trusted: "blue"), seq: 1, attempt: 1, handing: 1)
        stage.turn(
            .report(.attending(nowhere)), .report(.refused(nowhere, reason: "x")), .exercise(nowhere, .wake),
            .report(.settled(token, .unanswered, at: stage.clock.now)),
            stage.heard("/exercise/nowhere/control", #"{"command":"start"}"#), stage.heard("a/b", "{}"),
            stage.command("nowhere", #"{"command":"start"}"#, number: 7))
        #expect(stage.events == [])
        #expect(stage.orders == [])
        #expect(stage.answers == ["7 unknown_exercise"])
    }

    @Test func `a loss of the link reaches every exercise with its own attempts`() {
        let stage = HostStage()
        stage.load("east", "west")
        stage.turn(.report(.lost(reason: "gone", inFlight: [])))
        #expect(stage.events == ["east broker.lost", "west broker.lost"])
    }

    @Test func `events are published when the exercise says so`() {
        let stage = HostStage()
        stage.load("loud", "east")
        stage.turn(
            stage.command("loud", #"{"command":"note","text":"x"}"#),
            stage.command("east", #"{"command":"note","text":"x"}"#, number: 2))
        let loud = stage.published("/exercise/loud/event")
        #expect(loud.map { $0.contains(#""type":"command.accepted""#) } == [true, false])
        #expect(loud.last?.contains(#""type":"note.recorded""#) == true)
        #expect(stage.published("/exercise/east/event") == [])
    }

    @Test func `an exercise is taken up from its log`() throws {
        let stage = HostStage()
        stage.load("east")
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        stage.clock.advance(seconds: 5)
        let next = HostStage(WatchedStore(stage.store.memory.survivors()), clock: stage.clock)
        let outcome = try #require(try next.host.restore(east, now: stage.clock.now))
        #expect(outcome.events.map { FactCodec.encode($0.fact).type } == ["exercise.opened", "clock.recovered"])
        let exercise = try #require(next.host.exercise(east))
        #expect(exercise.state.clock.status == .running)
        #expect(exercise.time(at: stage.clock.now) == ExerciseInstant(seconds: 5))
        #expect(next.store.memory.heads().map(\.position) == [exercise.state.position])
    }

    @Test func `an exercise without a log is not taken up`() throws {
        let stage = HostStage()
        #expect(try stage.host.restore(east, now: stage.clock.now) == nil)
        #expect(stage.host.loaded == [])
    }

    @Test func `a log that cannot be read is named with its place`() throws {
        let stage = HostStage()
        let record = EventRecord(
            exercise: east, position: 1, run: 1, type: "exercise.vanished", schema: 1, id: "1",
            exerciseTime: .zero, at: UTCInstant(milliseconds: 0), actor: "clock", causation: nil,
            correlation: "east-1", data: Array("{}".utf8))
        try stage.store.commit(CommitBatch(records: [record]))
        #expect(
            throws: LogFold.Fault.record(
                east, position: 1, .unknown(type: "exercise.vanished", schema: 1))
        ) { try stage.host.restore(east, now: stage.clock.now) }
        stage.store.isUnreadable = true
        #expect(throws: LogFold.Fault.store(.unavailable("I/O error"))) {
            try stage.host.restore(east, now: stage.clock.now)
        }
    }

    @Test func `a jump of the calendar is recorded once, by the exercises that run`() {
        let stage = HostStage()
        stage.load("east", "west")
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        stage.clock.jumpCalendar(milliseconds: -3_600_000)
        stage.turn()
        #expect(stage.events == ["east clock.jumped"])
        #expect(stage.outcome.events.last?.fact == .clockJumped(milliseconds: -3_600_000))
        stage.clock.advance(seconds: 0.5)
        stage.turn()
        #expect(stage.events == [])
        stage.clock.jumpCalendar(milliseconds: 400)
        stage.turn()
        #expect(stage.events == [])
    }

    /// The restore gives no event of the old log again, so a view that follows sees each position once.
    @Test func `files that were read again reach the exercise that runs`() {
        let stage = HostStage()
        stage.load("east")
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        var changed = HostStage.loaded("east")
        changed.files.exercise.path = "moved.yaml"
        stage.turn(.load(changed, changed: ["moved.yaml"]))
        #expect(stage.events == ["east files.changed"])
    }
}
