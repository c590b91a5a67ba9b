import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

/// One simulated life of an exercise in virtual time: the real host over a store in memory, and around it a broker,
/// teams, controllers, a rival and a machine that all misbehave as a seed says, until the calm.
final class Life {
    /// Microseconds from the calm to the end: every wait of a delivery is shorter.
    static let rest: Int64 = 240_000_000

    let exercise = PlanDraw.exercise
    let intensity: Intensity
    let versions: [PlanDraw.Version]
    let codec: FactCodec
    var random: SeededRandom
    var commands: CommandDraw
    var agenda = Agenda()
    /// Microseconds since the life began.
    var now: Int64 = 0
    var isCalm = false
    var isOver = false
    var seen = Observations()
    var counters = LifeCounters()
    var violations: [Violation] = []

    var store = MemoryEventStore()
    var host: Host?
    var inbox: [HostInput] = []
    var inboxDue: Int64 = 0
    var stalledUntil: Int64 = 0
    /// Which start of the daemon this is.
    var daemon = 0
    var diedAt: Int64 = 0
    var crashPoint: CrashPoint?
    /// Commands of this turn that came over the broker and have no answer yet.
    var asked: [Int] = []
    /// Of this turn.
    var ruleOrders = RuleOrders()
    /// Where the commands of callers inside the program stand among the exchanges.
    var exchangeOfCaller: [UInt64: Int] = [:]
    var callers: UInt64 = 0
    var idleTurns = (at: Int64(-1), count: 0)
    /// Injects that a turn of the daemon passes at most.
    let burst: Int
    /// Whether the daemon dies among the effects of this turn: what would have taken a message back may not be done.
    var isDying = false
    /// The last position that was durable before the turn that is being lived.
    var headBeforeTurn: Int64 = 0
    var machine = Machine()
    var disk = 0

    var broker = BrokerSide()
    var clients: [TeamClient]
    var rival = Rival()
    /// What decides on simulations, apart from all else.
    var whim: SeededRandom
    var simulations: [SimulationClient] = []
    let simulationTopics: [String: Int]
    var sockets = SocketSide()
    /// The last that any simulation was sent.
    var recentCommands: [ToldCommand] = []

    init(seed: UInt64, intensity: Intensity) {
        self.intensity = intensity
        var draw = PlanDraw(seed: seed &* 4 &+ 1)
        let versions = draw.versions()
        self.versions = versions
        var plans: [String: ExercisePlan] = [:]
        for version in versions {
            plans[version.text] = version.loaded.plan
            seen.plans[version.text] = version.planned
        }
        codec = FactCodec { [plans] files, _ in plans[String(decoding: files.exercise.bytes, as: UTF8.self)] }
        random = SeededRandom(seed: seed &* 4 &+ 2)
        burst = Int(random.pick([2, 3, 7, 128]))
        commands = CommandDraw(seed: seed &* 4 &+ 3)
        clients = ["blue", "orange", "red", "green"].map(TeamClient.init)
        whim = SeededRandom(seed: ~seed)
        simulationTopics = Life.topics(of: draw.cast, exercise)
        simulations = draw.cast.map { SimulationClient($0, intensity: intensity, &whim) }
    }

    /// Lives it to its end; what was seen of it is complete then.
    func live() {
        plan()
        while agenda.next == 0, let happening = agenda.popNext() { happen(happening) }
        boot()
        while !isOver {
            let next = agenda.next ?? .max
            let due = daemonDue ?? .max
            guard min(next, due) < .max else { break }
            now = min(next, due)
            if due <= next { turn() } else if let happening = agenda.popNext() { happen(happening) }
            if counters.turns > 60_000 { give(up: "60,000 turns and no end") }
            if isCalm, now >= broker.calmSince + Life.rest { isOver = true }
        }
        close()
    }

    func give(up sentence: String) {
        violations.append(Violation("I9", sentence))
        isOver = true
    }

    /// What both clocks of the machine show.
    var moment: Moment {
        Moment(
            wall: WallInstant(microseconds: now + machine.bootShift),
            utc: UTCInstant(milliseconds: 1_700_000_000_000 + now / 1_000 + machine.calendarShift))
    }

    private var daemonDue: Int64? {
        guard let host else { return nil }
        var due = inboxDue
        if inbox.isEmpty {
            let wake = host.nextWake
            guard wake != .never else { return nil }
            due = wake.microseconds > .min / 4 ? wake.microseconds - machine.bootShift : now
        }
        return max(due, stalledUntil, now)
    }

    /// Lays out when which fault strikes.
    private func plan() {
        let end = random.number(20...intensity.seconds) * 1_000_000
        agenda.plan(.calm, at: end)
        planSimulations(before: end)
        strike(.crash, upTo: 4, before: end)
        strike(.hangUp, upTo: 5, before: end)
        strike(.brokerStalls, upTo: 3, before: end)
        strike(.daemonStalls, upTo: 3, before: end)
        strike(.storeFails, upTo: 2, before: end)
        if random.chance(30 * Int(intensity.faults) / 1_000) { agenda.plan(.storeFails, at: 0) }
        strike(.calendarJumps, upTo: 2, before: end)
        if random.chance(300) { strike(.rivalTurns, upTo: 4, before: end) }
        if versions.count > 1 { strike(.filesChange, upTo: 4, before: end) }
        for team in clients.indices {
            clients[team].isSteady = intensity.faults == 0 || random.chance(500)
            if clients[team].isSteady { seen.steadyTeams.insert(clients[team].team.text) }
            clients[team].silence = random.pick([0, 100, 500, 1_000])
            clients[team].falsehood = random.pick([0, 0, 50, 200])
            agenda.plan(.clientTurns(team: team), at: clients[team].isSteady ? 0 : random.number(0...end))
            for _ in 0..<random.number(0...6) { agenda.plan(.clientAsks(team: team), at: random.number(0...end)) }
        }
        agenda.plan(.command, at: random.number(100_000...5_000_000))
        for _ in 0..<random.number(4...60) { agenda.plan(.command, at: random.number(0...end)) }
        broker.monitored = random.chance(100)
        broker.trouble = random.pick([0, 0, 20, 80, 300]) * Int(intensity.faults) / 1_000
        if random.chance(150 * Int(intensity.faults) / 1_000) { broker.poison = random.number(1...6) }
    }

    private func strike(_ happening: Happening, upTo most: Int64, before end: Int64) {
        for _ in 0..<random.number(0...most) where random.chance(Int(min(intensity.faults, 1_000))) {
            agenda.plan(happening, at: random.number(0...end))
        }
    }

    /// Judges nothing: only gathers what the checker needs to know of the end.
    private func close() {
        compareReplay()
        store.read(exercise, after: 0) {
            seen.records.append($0)
            return true
        }
        counters.events = seen.records.count
        counters.seconds = now / 1_000_000
        counters.messages = seen.published.count
        counters.commands = seen.exchanges.count
        counters.released = seen.records.count { $0.type == "inject.released" }
        counters.delivered = seen.records.count { $0.type == "inject.delivered" }
        closeSimulations()
        guard let host, host.storeFault == nil, let state = host.exercise(exercise)?.state else {
            return violations.append(Violation("I9", "the faults are over and the daemon does not run the exercise"))
        }
        seen.rest = Observations.Rest(
            waiting: WaitingList(state, now: moment).encode(limit: .max), utc: moment.utc,
            exerciseTime: state.clock.time(at: moment.wall).microseconds, bound: Life.rest / 2_000,
            online: Set(clients.filter(\.isSubscribed).map(\.team.text)))
        seen.rest?.wall = moment.wall
        seen.rest?.simulations = Set(
            simulations.filter { $0.isRunning && $0.isConnected && $0.isRegistered }.map(\.id.text))
        pressButtons(of: host)
    }

    /// I7: the log gives the state that lives.
    func compareReplay() {
        guard let host, host.storeFault == nil, let live = host.exercise(exercise)?.state else { return }
        var replayed = ExerciseState(id: exercise)
        store.read(exercise, after: 0) { record in
            guard let event = try? codec.event(record) else {
                violations.append(Violation("I7", "the record at \(record.position) cannot be read"))
                return false
            }
            replayed.apply(event)
            return true
        }
        guard replayed != live else { return }
        violations.append(Violation("I7", "the log gives another state than the one that lives, at \(live.position)"))
    }
}

/// The machine that the daemon runs on.
struct Machine {
    var boots = 1
    /// Microseconds from the life's time to its boot-time clock.
    var bootShift: Int64 = 30_000_000
    /// Milliseconds by which its calendar is off.
    var calendarShift: Int64 = 0
}

/// The outcomes of commands that rules gave.
struct RuleOrders {
    /// The positions of those that were carried out.
    var accepted: Set<Int64> = []
    var refusals: [[UInt8]] = []
}

/// Where a daemon dies.
enum CrashPoint {
    case beforeCommit, afterCommit, amongEffects
}

/// The program that a team looks at.
struct TeamClient {
    let team: TeamID
    var isSubscribed = false
    /// Whether it never leaves.
    var isSteady = false
    /// How often it says nothing of what it got, and how often it says what is not so, in thousandths.
    var silence = 0
    var falsehood = 0
    /// The last number that it has.
    var last: Int64 = 0
    /// Counts its comings and goings.
    var generation = 0
    /// What is retained on its presence topic.
    var presence: [UInt8]?

    init(_ name: String) { team = TeamID(trusted: name) }
}

/// Another daemon that runs the same exercise.
struct Rival {
    var name = "zulu"
    var isActive = false
    var status: [UInt8]?
    var timer: [UInt8]?
}
