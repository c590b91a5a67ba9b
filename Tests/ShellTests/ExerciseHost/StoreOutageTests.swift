import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct StoreOutageTests {
    private let east = ExerciseID(trusted: "east")
    private let full = EventStoreError.full("no space left on device")

    /// Two exercises, east running, and a store whose next commits fail.
    private func failing(_ commits: Int = 1) -> HostStage {
        let stage = HostStage()
        stage.load("east", "west")
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        stage.store.memory.failCommits(commits, with: full)
        return stage
    }

    @Test func `when a commit fails commands are told so, and nothing else is done`() {
        let stage = failing()
        let control = Topic.control(east)
        stage.clock.advance(seconds: 10)
        stage.turn(
            stage.command("east", #"{"command":"pause","id":"p"}"#, number: 7),
            stage.heard(control, #"{"command":"note","text":"x","id":"n"}"#, responseTopic: "clients/7"))
        #expect(stage.events == [])
        #expect(stage.answers == ["7 store_unavailable"])
        let refusal =
            #""accepted":false,"error":{"code":"store_unavailable","message":"the store's disk is full: "#
            + #"no space left on device"}}"#
        let (pause, note) = (#"{"id":"p","command":"pause","# + refusal, #"{"id":"n","command":"note","# + refusal)
        #expect(stage.published(Topic.result(east)) == [pause, note])
        #expect(stage.published("clients/7") == [note])
        #expect(stage.orders.count == 3)
        #expect(stage.host.storeFault == full)
    }

    @Test func `while the store is away every command is refused, and nothing is accepted`() {
        let stage = failing()
        stage.turn(stage.command("east", #"{"command":"pause"}"#))
        stage.clock.advance(seconds: 4.999)
        stage.turn(
            stage.command("east", #"{"command":"pause","id":"p"}"#, number: 8),
            stage.command("east", "{", number: 9), stage.command("east", "", number: 10),
            stage.heard(Topic.control(east), #"{"command":"stop","id":"s"}"#, responseTopic: "clients/7"),
            stage.heard(Topic.control(east), #"{"command":"stop","mirrored":true}"#),
            .report(.attending(east)))
        #expect(stage.answers == ["8 store_unavailable", "9 invalid_json", "10 invalid_command"])
        #expect(stage.published(Topic.result(east)).count == 3)
        #expect(stage.published("clients/7").count == 1)
        #expect(stage.events == [])
    }

    @Test func `five seconds later the exercises come back standing, and what they held is forgotten`() throws {
        let stage = failing()
        stage.clock.advance(seconds: 3)
        stage.turn(stage.command("east", #"{"command":"note","text":"x"}"#))
        #expect(stage.host.nextWake == stage.clock.now.wall.adding(microseconds: 5_000_000))
        stage.clock.advance(seconds: 5)
        stage.turn()
        #expect(stage.events == ["east exercise.opened", "east clock.recovered", "west exercise.opened"])
        let west = ExerciseID(trusted: "west")
        #expect(stage.orders == [.withdraw(east), .attend(east), .withdraw(west), .attend(west)])
        #expect(stage.host.storeFault == nil)
        let state = try #require(stage.host.exercise(east)).state
        #expect(state.clock.status == .paused)
        #expect(state.position == stage.store.memory.heads().first?.position)
        #expect(state.statusChange?.reason?.contains("(the store had failed)") == true)
    }

    @Test func `a store that stays away is tried again every five seconds`() {
        let stage = failing(3)
        stage.turn(stage.command("east", #"{"command":"pause"}"#))
        for _ in 0..<2 {
            stage.clock.advance(seconds: 5)
            stage.turn()
            #expect(stage.host.storeFault == full)
            #expect(stage.host.nextWake == stage.clock.now.wall.adding(microseconds: 5_000_000))
        }
        stage.clock.advance(seconds: 5)
        stage.turn()
        #expect(stage.host.storeFault == nil)
    }

    @Test func `a log that cannot be read keeps the outage`() {
        let stage = failing()
        stage.turn(stage.command("east", #"{"command":"pause"}"#))
        stage.store.isUnreadable = true
        stage.clock.advance(seconds: 5)
        stage.turn()
        #expect(stage.host.storeFault == full)
    }

    @Test func `an exercise whose loading was lost is loaded when the store is back`() {
        let stage = HostStage()
        stage.store.memory.failCommits(with: full)
        stage.turn(.load(HostStage.loaded("east"), changed: []))
        stage.turn(.load(HostStage.loaded("west"), changed: []))
        stage.clock.advance(seconds: 5)
        stage.turn()
        #expect(
            stage.events == [
                "east exercise.loaded", "east exercise.opened", "west exercise.loaded", "west exercise.opened",
            ])
        stage.turn(stage.command("east", #"{"command":"start"}"#), stage.command("west", #"{"command":"start"}"#))
        #expect(stage.answers == ["1 accepted", "1 accepted"])
    }

    @Test(arguments: [
        (EventStoreError.full("x"), "the store's disk is full: x"),
        (.unavailable("x"), "the store cannot be read or written: x"),
        (.locked("x"), "another daemon has this store open: x"),
        (
            .newer(found: 3, known: 1),
            "a newer version wrote this store (its schema is 3, this program knows 1): use that version"
        ),
        (.damaged("x"), "the store is damaged: x"),
        (
            .outOfOrder(exercise: ExerciseID(trusted: "east"), expected: 3, found: 5),
            "the log of 'east' expects position 3, not 5"
        ),
    ])
    func `each fault says so in one sentence`(fault: EventStoreError, sentence: String) {
        #expect(fault.sentence == sentence)
    }
}
