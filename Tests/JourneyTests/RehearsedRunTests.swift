import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Rehearsal
import Testing

/// A daemon without its threads beside a broker that acknowledges everything, with the time in hand.
private final class Run {
    private let clock = ManualClock()
    private let broker: LoopbackBroker
    private let host: Host
    private let mailbox = Guarded<[HostInput]>([])
    private let plan: ExercisePlan
    /// What was released, in the order of the log.
    private(set) var releases: [String] = []

    init(_ plan: ExercisePlan) {
        self.plan = plan
        broker = LoopbackBroker { [clock] in clock.now }
        host = Host(
            store: MemoryEventStore(), codec: FactCodec { _, _ in plan },
            identity: HostIdentity(instance: InstanceID(trusted: "host-1"), version: "1.0.0", bootID: "boot-1"))
        let mailbox = mailbox
        broker.report { reports in mailbox.withLock { $0 += reports.map(HostInput.report) } }
        broker.answerAll(with: .settle(.acknowledged(verified: true)))
        turn(.load(PlanBuilder.loaded(plan), changed: []))
        settle()
    }

    /// From STARTEX to the end, woken at each tick as the daemon is.
    func play() {
        turn(.exercise(plan.id, .command(Array(#"{"command":"start"}"#.utf8), .local(1, origin: "cli"))))
        settle()
        while let exercise = host.exercise(plan.id), exercise.nextDecision < .never {
            clock.advance(to: host.nextWake)
            turn()
            settle()
        }
    }

    private func turn(_ inputs: HostInput...) {
        let posted = mailbox.withLock { mailbox in
            defer { mailbox = [] }
            return mailbox
        }
        let outcome = host.turn(inputs + posted, now: clock.now)
        for event in outcome.events {
            guard case .injectReleased(let target, let release) = event.fact else { continue }
            releases.append(
                RehearsedRunTests.line(
                    target.team, target.inject, release.seq, planned: release.exerciseTime, at: event.exerciseTime))
        }
        let orders: [BrokerOrder] = outcome.effects.compactMap {
            if case .order(let order) = $0.effect { order } else { nil }
        }
        broker.perform(orders)
        let receipts = orders.flatMap(receipts)
        mailbox.withLock { $0 += receipts }
    }

    /// A team answers what it is sent with every receipt there is.
    private func receipts(_ order: BrokerOrder) -> [HostInput] {
        guard case .deliver(let delivery) = order,
            let inject = (try? JSONObject(delivery.payload[...]))?["id"]?.string
        else { return [] }
        return Milestone.receipts.map { milestone in
            let payload = Array(#"{"id":"\#(inject)","status":"\#(milestone.rawValue)"}"#.utf8)
            let topic = Topic.receipt(plan.id, delivery.token.team)
            return .report(.heard(HeardMessage(topic: topic, payload: payload)))
        }
    }

    private func settle() { while !mailbox.withLock(\.isEmpty) { turn() } }
}

@Suite struct RehearsedRunTests {
    @Test(arguments: 0..<60)
    func `the timetable of a rehearsal is the log of a run`(_ seed: UInt64) {
        let plan = Self.plan(seed)
        let run = Run(plan)

        run.play()

        let timetable = Rehearsal.timetable(of: plan)
        let sent = timetable.entries.compactMap { entry -> String? in
            guard case .sent(let at, let seq, _) = entry.outcome else { return nil }
            return Self.line(entry.team, entry.inject, seq, planned: entry.planned, at: at)
        }
        #expect(sent == run.releases)
        let all = plan.teams.map { team in plan.timelines.first { $0.id == team.timeline }?.injects.count ?? 0 }
        #expect(timetable.entries.count == all.reduce(0, +))
    }

    @Test func `the plans that are drawn have something to compare`() {
        let sizes = (0..<60).map { Rehearsal.timetable(of: Self.plan($0)).entries.count { $0.released != nil } }

        #expect(sizes.max() ?? 0 > 40)
        #expect(sizes.reduce(0, +) > 600)
        let followed = (0..<60).map { Rehearsal.timetable(of: Self.plan($0)).entries.count(where: isFollower) }
        #expect(followed.reduce(0, +) > 60)
    }

    private func isFollower(_ entry: Timetable.Entry) -> Bool {
        if case .after = entry.schedule { entry.released != nil } else { false }
    }

    fileprivate static func line(
        _ team: TeamID, _ inject: InjectID, _ seq: Int64, planned: ExerciseInstant?, at: ExerciseInstant
    ) -> String { "\(at.microseconds) \(team) \(inject) #\(seq), planned \(planned?.microseconds ?? -1)" }

    private static func plan(_ seed: UInt64) -> ExercisePlan {
        var random = SeededRandom(seed: seed)
        let duration = random.chance(200) ? nil : random.number(10...200)
        var plan = PlanBuilder.plan([], teams: ["blue", "orange", "red"], duration: duration)
        plan.timelines = ["one", "two"].map { name in
            let injects = (0..<random.number(1...25)).map { number in
                var inject = PlanBuilder.inject("\(name)-\(number)", at: 0)
                inject.schedule = schedule(&random, name, number, (duration ?? 100) * 1_000_000)
                return inject
            }
            return Timeline(id: TimelineID(trusted: name), injects: injects)
        }
        for team in plan.teams.indices { plan.teams[team].timeline = random.pick(plan.timelines).id }
        plan.late = random.pick([.fire, .hold, .skip])
        plan.grace = random.pick([0, 60_000_000])
        plan.publishEvents = random.chance(200)
        plan.delivery.proof = random.chance(300) ? .receipt : .broker
        return plan
    }

    /// Whole seconds, fractions, the two ends, by hand, and after one that stands before it in the timeline.
    private static func schedule(
        _ random: inout SeededRandom, _ timeline: String, _ number: Int64, _ end: Int64
    ) -> InjectSchedule {
        switch random.number(0...9) {
        case 0: return .manual
        case 1: return .at(.zero)
        case 2: return .at(ExerciseInstant(microseconds: end))
        case 3...5: return .at(ExerciseInstant(microseconds: random.number(0...end)))
        case 6 where number > 0:
            let cause = InjectID(trusted: "\(timeline)-\(random.number(0...(number - 1)))")
            return .after(
                InjectTrigger(
                    inject: cause, milestone: random.pick(Milestone.allCases),
                    delay: random.pick([0, 500_000, 20_000_000])))
        default: return .at(ExerciseInstant(seconds: random.number(0...end) / 1_000_000))
        }
    }
}
