import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// A broker that hears every exercise at once and keeps its orders.
private final class WillingBroker: MessageBroker {
    private let handler = Guarded<(@Sendable ([BrokerReport]) -> Void)?>(nil)
    private let taken = Guarded<[BrokerOrder]>([])

    var orders: [BrokerOrder] { taken.withLock { $0 } }

    func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void) { self.handler.withLock { $0 = handler } }

    func perform(_ orders: [BrokerOrder]) {
        taken.withLock { $0 += orders }
        let reports = orders.compactMap { order -> BrokerReport? in
            if case .attend(let exercise) = order { .attending(exercise) } else { nil }
        }
        if !reports.isEmpty { handler.withLock { $0 }?(reports) }
    }
}

/// A host's thread, and what it tells its surroundings.
private struct ThreadStage {
    let broker = WillingBroker()
    let events = Guarded<[String]>([])
    let answers = Guarded<[UInt64: CommandResult]>([:])
    let faults = Guarded<[EventStoreError?]>([])
    let bell: Poller
    let thread: HostThread
    static let patience: Int64 = 20_000_000

    init(_ host: sending Host) throws {
        bell = try Poller()
        let (events, answers, faults, bell) = (events, answers, faults, bell)
        thread = HostThread(
            host: host, broker: broker,
            surroundings: HostThread.Surroundings(
                feed: { new in
                    events.withLock { $0 += new.map { FactCodec.encode($0.fact).type } }
                    bell.ring()
                },
                answer: { number, result in
                    answers.withLock { $0[number] = result }
                    bell.ring()
                },
                storeFault: { fault in
                    faults.withLock { $0.append(fault) }
                    bell.ring()
                }))
    }

    /// Waits until it is so; answers whether it came to be.
    func wait(until isSo: () -> Bool) -> Bool {
        let deadline = SystemClock.wall().adding(microseconds: ThreadStage.patience)
        while !isSo() {
            guard bell.wait(atMost: deadline.microseconds - SystemClock.wall().microseconds) else { return isSo() }
        }
        return true
    }

    func has(_ type: String) -> Bool { events.withLock { $0.contains(type) } }

    func command(_ json: String, number: UInt64) -> HostInput {
        .exercise(ExerciseID(trusted: "east"), .command(Array(json.utf8), .local(number, origin: "cli")))
    }
}

@Suite(.timeLimit(.minutes(1))) struct HostThreadTests {
    @Test func `what is posted is decided, made durable, told and answered`() throws {
        let stage = try ThreadStage(HostStage.host(MemoryEventStore()))
        try stage.thread.start()
        stage.thread.post([.load(HostStage.loaded("east"), changed: [])])
        #expect(stage.wait { stage.has("broker.connected") })
        stage.thread.post([stage.command(#"{"command":"start"}"#, number: 3)])
        #expect(stage.wait { stage.answers.withLock { $0[3] != nil } })
        #expect(stage.has("clock.started"))
        #expect(stage.thread.stop(within: ThreadStage.patience))
    }

    @Test func `deadlines come without anything being posted`() throws {
        let stage = try ThreadStage(HostStage.host(MemoryEventStore()))
        try stage.thread.start()
        stage.thread.post([.load(HostStage.loaded("east"), changed: [])])
        stage.thread.post([
            stage.command(#"{"command":"speed","rate":100}"#, number: 1),
            stage.command(#"{"command":"start"}"#, number: 2),
        ])
        #expect(stage.wait { stage.has("inject.released") })
        #expect(stage.thread.stop(within: ThreadStage.patience))
    }

    /// The broker may report at once: whoever listens must be there before the first order.
    @Test func `what restoring asked for is done first, and heard`() throws {
        let clock = SystemClock.now()
        let memory = MemoryEventStore()
        _ = HostStage.host(memory).turn([.load(HostStage.loaded("east"), changed: [])], now: clock)
        let host = HostStage.host(memory)
        let first = try #require(try host.restore(ExerciseID(trusted: "east"), now: clock))
        let stage = try ThreadStage(host)
        try stage.thread.start(with: [first])
        #expect(stage.wait { stage.has("broker.connected") })
        #expect(stage.broker.orders.first == .attend(ExerciseID(trusted: "east")))
        #expect(stage.thread.stop(within: ThreadStage.patience))
    }

    @Test func `a store that fails is told at once`() throws {
        let memory = MemoryEventStore()
        memory.failCommits(1_000, with: .full("no space left"))
        let stage = try ThreadStage(HostStage.host(memory))
        try stage.thread.start()
        stage.thread.post([.load(HostStage.loaded("east"), changed: [])])
        #expect(stage.wait { stage.faults.withLock { !$0.isEmpty } })
        #expect(stage.faults.withLock { $0 } == [.full("no space left")])
        #expect(stage.thread.stop(within: ThreadStage.patience))
    }

    @Test func `figures are taken between turns, and counters come with them`() throws {
        let stage = try ThreadStage(HostStage.host(MemoryEventStore()))
        try stage.thread.start()
        stage.thread.post([.load(HostStage.loaded("east"), changed: [])])
        #expect(stage.wait { stage.has("broker.connected") })
        let taken = Guarded<HostFigures?>(nil)
        let bell = stage.bell
        stage.thread.inspect { figures in
            taken.withLock { $0 = figures }
            bell.ring()
        }
        #expect(stage.wait { taken.withLock { $0 != nil } })
        let figures = try #require(taken.withLock { $0 })
        #expect(figures.exercises.map(\.id.text) == ["east"])
        #expect(figures.tallies[ExerciseID(trusted: "east")]?.position == Int64(stage.events.withLock { $0.count }))
        #expect(figures.work.turns > 0 && figures.work.commits > 0)
        #expect(figures.storeFault == nil)
        #expect(stage.thread.stop(within: ThreadStage.patience))
    }

    @Test func `a thread that was never started has ended`() throws {
        #expect(try ThreadStage(HostStage.host(MemoryEventStore())).thread.stop(within: 0))
    }

    @Test func `what is posted before the end is still decided`() throws {
        let stage = try ThreadStage(HostStage.host(MemoryEventStore()))
        try stage.thread.start()
        stage.thread.post([.load(HostStage.loaded("east"), changed: [])])
        stage.thread.post([stage.command(#"{"command":"start"}"#, number: 3)])
        #expect(stage.thread.stop(within: ThreadStage.patience))
        #expect(stage.has("clock.started"))
    }
}
