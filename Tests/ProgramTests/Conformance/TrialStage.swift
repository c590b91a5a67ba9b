import ExerciseModel

@testable import Commands

/// A trial and what it is a trial of, in a time of their own.
struct TrialStage {
    private(set) var trial: ConformanceTrial
    private var simulation: ActedSimulation
    private var now = WallInstant(microseconds: 0)
    private var acts: [(at: WallInstant, news: ConformanceTrial.News)] = []

    static let crane = SimulationID(trusted: "crane_sim")

    init(_ simulation: ActedSimulation, _ change: (inout TrialSubject) -> Void = { _ in }) {
        var subject = TrialSubject(simulation: Self.crane, command: .init(name: "lift"))
        (subject.undo, subject.fails) = (.init(name: "lower"), .init(name: "jam"))
        change(&subject)
        self.simulation = simulation
        trial = ConformanceTrial(subject, at: now)
    }

    /// Plays it to its end.
    static func played(
        _ simulation: ActedSimulation, _ change: (inout TrialSubject) -> Void = { _ in }
    ) -> ConformanceTrial {
        var stage = TrialStage(simulation, change)
        stage.begin()
        stage.run()
        return stage.trial
    }

    /// The simulation comes.
    mutating func begin() { schedule(simulation.begin()) }

    /// Something happens now.
    mutating func hear(_ news: ConformanceTrial.News) { carryOut(trial.hear(news, at: now)) }

    /// Plays it to its end, or for very long.
    mutating func run() {
        for _ in 0..<10_000 where trial.outcome == nil { step() }
    }

    private mutating func step() {
        let next = acts.indices.min { acts[$0].at < acts[$1].at }
        if let next, acts[next].at < trial.deadline {
            let act = acts.remove(at: next)
            now = act.at
            // Who is gone says nothing more; what it was about to say is lost.
            if case .left = act.news { acts.removeAll { if case .said = $0.news { true } else { false } } }
            carryOut(trial.hear(act.news, at: now))
        } else {
            now = trial.deadline
            carryOut(trial.act(at: now))
        }
    }

    private mutating func carryOut(_ deeds: [ConformanceTrial.Deed]) {
        for deed in deeds {
            switch deed {
            case .say(let saying, let bytes): schedule(simulation.hear(saying, bytes, at: now))
            case .cut:
                acts = []
                schedule(simulation.cut())
            case .found: break
            }
        }
        // A daemon's connection pings all the time.
        if deeds.isEmpty == false, simulation.vice != .ignoresPing { schedule([.init(delay: 700_000, news: .ponged)]) }
    }

    private mutating func schedule(_ new: [ActedSimulation.Act]) {
        acts += new.map { (now.adding(microseconds: $0.delay), $0.news) }
    }
}

extension ConformanceTrial {
    /// The checks that came out so.
    func checks(_ isMeant: (Finding) -> Bool) -> [ConformanceCheck] { findings.filter(isMeant).map(\.check) }

    var broken: [ConformanceCheck] { checks(\.isBroken) }

    /// What is said about a check.
    func result(of check: ConformanceCheck) -> Finding.Result? { findings.first { $0.check == check }?.result }
}
