import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// A daemon without its threads: host, store in memory, a broker in the test's hands and the time.
private final class Daemon {
    static let harbour = ExerciseID(trusted: "harbour")
    private static let plan = PlanBuilder.plan([PlanBuilder.inject("mail-1", at: 300)]) { $0.onRestart = .continue }

    let broker = ScriptedBroker()
    let store: MemoryEventStore
    let clock: ManualClock
    private let host: Host
    private let mailbox = Guarded<[HostInput]>([])

    init(store: MemoryEventStore = MemoryEventStore(), clock: ManualClock = ManualClock()) {
        (self.store, self.clock) = (store, clock)
        host = Host(
            store: store, codec: FactCodec { _, _ in Daemon.plan },
            identity: HostIdentity(instance: InstanceID(trusted: "host-1"), version: "1.0.0", bootID: "boot-1"))
        let mailbox = mailbox
        broker.report { reports in mailbox.withLock { $0 += reports.map(HostInput.report) } }
    }

    /// One turn: what came in is decided, made durable, and only then done.
    func turn(_ inputs: HostInput...) {
        let posted = mailbox.withLock { mailbox in
            defer { mailbox = [] }
            return mailbox
        }
        perform(host.turn(inputs + posted, now: clock.now))
    }

    func load() { turn(.load(PlanBuilder.loaded(Daemon.plan), changed: [])) }

    func restore() throws {
        if let outcome = try host.restore(Daemon.harbour, now: clock.now) { perform(outcome) }
    }

    func command(_ name: String) {
        let bytes = Array(#"{"command":"\#(name)"}"#.utf8)
        turn(.exercise(Daemon.harbour, .command(bytes, .local(1, origin: "cli"))))
    }

    /// Lets time pass, with a turn whenever one is due.
    func pass(_ seconds: Double) {
        let end = clock.now.wall.adding(microseconds: Int64(seconds * 1_000_000))
        while host.nextWake <= end {
            clock.advance(to: host.nextWake)
            turn()
        }
        clock.advance(to: end)
    }

    /// What the log says of the inject, as an auditor reads it: type and data.
    var record: [String] {
        var lines: [String] = []
        store.read(Daemon.harbour, after: 0) { record in
            let data = String(decoding: record.data, as: UTF8.self)
            if record.type.hasPrefix("inject.") { lines.append("\(record.type) \(data)") }
            return true
        }
        return lines
    }

    private func perform(_ outcome: Host.Outcome) {
        broker.perform(outcome.effects.compactMap { if case .order(let order) = $0.effect { order } else { nil } })
    }
}

@Suite struct DueInjectJourney {
    private let released =
        #"inject.released {"team":"blue","inject":"mail-1","seq":1,"time":300.0,"late_ms":0,"late":false,"by_hand":false}"#

    @Test func `an inject falls due, is published, acknowledged, recorded and counted`() throws {
        let daemon = Daemon()
        daemon.load()
        daemon.broker.say(.attending(Daemon.harbour))
        daemon.command("start")

        daemon.pass(299.999)
        #expect(daemon.broker.injects == [])
        daemon.pass(0.001)

        // The release is durable before the broker has the message.
        let inject = try #require(daemon.broker.injects.first)
        #expect(daemon.record == [released])
        #expect(inject.topic == "/exercise/harbour/team/blue/feed")
        #expect(inject.qos == 1)
        #expect(try JSONObject(inject.payload[...])["timestamp"]?.string == "2026-01-15T10:05:00.000Z")

        daemon.clock.advance(seconds: 0.012)
        daemon.broker.say(.settled(inject.token, .acknowledged(verified: true), at: daemon.clock.now))
        daemon.turn()
        #expect(
            daemon.record == [
                released,
                #"inject.delivered {"team":"blue","inject":"mail-1","seq":1,"attempt":1,"proof":"broker","latency_ms":12}"#,
            ])

        daemon.pass(1)
        let figures = try #require(daemon.broker.last("/exercise/harbour/monitoring"))
        #expect(figures["injects_delivered"]?.integer == 1)
        #expect(figures["delivery_latency_max_ms"]?.integer == 12)
        #expect(daemon.broker.injects.count == 1)
    }

    @Test func `after a crash between publish and acknowledgement it goes out again, the same to the team`() throws {
        let daemon = Daemon()
        daemon.load()
        daemon.broker.say(.attending(Daemon.harbour))
        daemon.command("start")
        daemon.pass(300)
        let before = try #require(daemon.broker.injects.first)

        let next = Daemon(store: daemon.store.survivors(), clock: daemon.clock)
        daemon.clock.advance(seconds: 2)
        try next.restore()
        #expect(next.broker.injects == [])
        next.broker.say(.attending(Daemon.harbour))
        next.turn()

        let after = try #require(next.broker.injects.first)
        #expect(after.payload == before.payload)
        #expect(after.topic == before.topic)
        next.broker.say(.settled(after.token, .acknowledged(verified: true), at: next.clock.now))
        next.turn()
        next.pass(60)
        #expect(next.broker.injects.count == 1)
        #expect(
            next.record == [
                released,
                #"inject.delivered {"team":"blue","inject":"mail-1","seq":1,"attempt":1,"proof":"broker","latency_ms":2000}"#,
            ])
    }

    @Test func `a crash before the commit leaves nothing, and the inject comes due again`() throws {
        let daemon = Daemon()
        daemon.load()
        daemon.broker.say(.attending(Daemon.harbour))
        daemon.command("start")
        daemon.pass(299.5)
        daemon.store.failCommits(with: .unavailable("I/O error"))
        daemon.pass(0.5)
        #expect(daemon.broker.injects == [])

        let next = Daemon(store: daemon.store.survivors(), clock: daemon.clock)
        try next.restore()
        next.broker.say(.attending(Daemon.harbour))
        next.turn()
        #expect(next.broker.injects.map(\.token.seq) == [1])
    }
}
