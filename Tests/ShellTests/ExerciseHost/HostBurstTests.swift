import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// A burst of one exercise, and what waits for it and what does not.
@Suite struct HostBurstTests {
    /// `crowd` runs, ten teams are due, and the first one's inject has left.
    private func begun() -> HostStage {
        let stage = HostStage(burst: 4)
        stage.load("crowd", "east")
        stage.turn(stage.command("crowd", #"{"command":"start"}"#))
        stage.clock.advance(microseconds: 500)
        stage.turn(stage.command("east", #"{"command":"start"}"#))
        stage.clock.advance(microseconds: 9_999_500)
        stage.turn()
        return stage
    }

    /// The broker's word for what the last turn gave it.
    private func answers(to stage: HostStage) -> [HostInput] {
        stage.orders.compactMap { order in
            guard case .deliver(let delivery) = order else { return nil }
            return .report(.settled(delivery.token, .acknowledged(verified: true), at: stage.clock.now))
        }
    }

    private func releases(_ count: Int) -> [String] { Array(repeating: "crowd inject.released", count: count) }

    @Test func `the broker's answers wait until all that can leave has left`() {
        let stage = begun()
        #expect(stage.events == releases(1))
        stage.turn(answers(to: stage)[0])
        #expect(stage.events == releases(4))
        stage.turn()
        #expect(stage.events == releases(4))
        stage.turn()
        #expect(stage.events == releases(1) + ["crowd inject.delivered"])
    }

    @Test func `whatever else comes finds the answers before it taken in`() {
        let stage = begun()
        stage.turn(answers(to: stage)[0])
        stage.turn(stage.command("crowd", #"{"command":"pause"}"#))
        #expect(
            stage.events == ["crowd inject.delivered"] + releases(5) + ["crowd command.accepted", "crowd clock.paused"])
    }

    @Test func `a turn is put off when an inject is due soon, whatever is left of another's burst`() {
        let stage = begun()
        let due = stage.clock.now.wall.adding(microseconds: 500)
        #expect(stage.host.respite(at: stage.clock.now.wall, atMost: 400) == nil)
        #expect(stage.host.respite(at: stage.clock.now.wall, atMost: 500) == due)
        stage.clock.advance(to: due)
        #expect(stage.host.respite(at: due, atMost: 500) == nil)
        stage.turn()
        #expect(stage.events.contains("east inject.released"))
    }

    @Test func `no turn is put off while the store is out of order`() {
        let stage = begun()
        stage.store.memory.failCommits(1_000, with: .full("no space left"))
        stage.turn()
        #expect(stage.host.storeFault != nil)
        #expect(stage.host.respite(at: stage.clock.now.wall, atMost: 500) == nil)
    }
}
