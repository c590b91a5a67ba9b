package import ExerciseModel

/// The rules of an exercise and what they have seen of its events in this run.
///
/// It decides from what it is given and changes by facts alone, so that a replay of the log makes it again.
package struct RuleBook: Equatable, Sendable {
    package private(set) var rules: [Rule] = []
    private var index = RuleIndex([])
    private var places: [RuleID: Int] = [:]
    /// By the place of the rule.
    private var histories: [RuleHistory] = []
    private var waiting = WaitingEvents()
    private var reported = ReportedEvents()
    /// What was reported last, and what was looked at last after a wait.
    private var last: WaitingEvent?
    private var lastEvaluated: WaitingEvent?

    package init() {}

    /// Takes over the rules of a scenario; none has matched anything yet. What was reported in this run stays known.
    package mutating func load(_ scenario: Scenario) {
        rules = scenario.rules
        index = RuleIndex(rules)
        places = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        forgetMatches()
    }

    private mutating func forgetMatches() {
        histories = Array(repeating: RuleHistory(), count: rules.count)
        waiting = WaitingEvents()
        (last, lastEvaluated) = (nil, nil)
    }

    /// One rule by its name.
    package func rule(_ id: RuleID) -> Rule? { places[id].map { rules[$0] } }

    /// The rules that an event matches at this instant and in this status, in file order, without those to skip. A
    /// match that does not fire counts towards the next one.
    package func decide(
        _ event: SimulationEvent, at now: ExerciseInstant, in status: ClockStatus, skipping: Set<RuleID> = []
    ) -> [RuleMatch] {
        index.rules(for: event.type).compactMap { place in
            let (rule, trigger) = (rules[place], rules[place].when)
            guard trigger.phases.contains(status), trigger.from == nil || trigger.from == event.from,
                !skipping.contains(rule.id), trigger.condition?.holds(for: event.payload) ?? true
            else { return nil }
            return RuleMatch(rule.id, fires: histories[place].fires(trigger, at: now))
        }
    }

    /// What the rules make of an event that has just come: it waits in a pause, under NO DUFF and behind others that
    /// wait; in the other statuses only a rule whose `phase` lists them looks at it.
    package func decideVerdict(
        _ event: SimulationEvent, at now: ExerciseInstant, in status: ClockStatus, isNoDuff: Bool
    ) -> RuleVerdict {
        switch status {
        case .running where !isNoDuff && waiting.count == 0:
            return .evaluated(decide(event, at: now, in: status))
        case .running: return .queued([])
        case .paused: return .queued(decide(event, at: now, in: status))
        case .initialized, .stopped, .completed:
            let matches = decide(event, at: now, in: status)
            return matches.isEmpty ? .notRun(reason: Self.reason(status)) : .evaluated(matches)
        }
    }

    private static func reason(_ status: ClockStatus) -> String {
        switch status {
        case .initialized: "the exercise has not started"
        case .running: "events before it still wait"
        case .paused: "the exercise is paused"
        case .stopped: "the exercise is stopped"
        case .completed: "the exercise is completed"
        }
    }

    /// Why an event that is queued waits, as its simulation is told.
    package static func waitReason(in status: ClockStatus, isNoDuff: Bool) -> String {
        isNoDuff ? "NO DUFF: the exercise stands" : reason(status)
    }

    /// The event that is to be looked at next, when the exercise runs; `decide` skips the rules that have looked.
    package var nextQueued: WaitingEvent? { waiting.first }
    package var queuedCount: Int { waiting.count }

    /// Whether an event more may wait, and how much all of them may hold.
    package func hasRoom(for event: SimulationEvent) -> Bool {
        waiting.count < Limits.waitingEvents
            && waiting.bytes + event.payload.bytes.count <= Limits.waitingEventBytes
    }

    /// Whether the event was reported before in this run, by the id that its simulation gave it.
    package func earlier(_ event: SimulationEvent) -> EarlierEvent {
        guard let known = reported.known(event) else { return .none }
        guard reported.isSame(event, known) else { return .conflict }
        if let reason = reported.reason(known) { return .same(position: known.position, .notRun(reason: reason)) }
        let waits = waiting.first.map { $0.position <= known.position } ?? false
        return .same(position: known.position, waits ? .queued([]) : .evaluated([]))
    }

    /// An event by its position: one that waits first, was looked at last, or was reported last; what a saga that
    /// starts now refers to.
    package func event(at position: Int64) -> SimulationEvent? {
        [lastEvaluated, last, waiting.first].lazy.compactMap { $0 }.first { $0.position == position }?.event
    }
}

extension RuleBook {
    /// Folds a fact; those about other things change nothing.
    package mutating func apply(_ event: Event) {
        switch event.fact {
        case .exerciseReset:
            forgetMatches()
            reported = ReportedEvents()
        case .simulation(.reported(let what, let verdict)): note(what, verdict, event)
        case .simulation(.evaluated(let position, let matches)):
            if waiting.first?.position == position { lastEvaluated = waiting.popFirst() }
            record(matches, at: event.exerciseTime)
        case .simulation(.passedOver(let position, let reason)):
            if waiting.first?.position == position, let event = waiting.popFirst() {
                reported.passOver(event.event, reason)
            }
        default: break
        }
    }

    private mutating func note(_ what: SimulationEvent, _ verdict: RuleVerdict, _ event: Event) {
        last = WaitingEvent(what, in: event)
        var reason: String?
        switch verdict {
        case .evaluated(let matches): record(matches, at: event.exerciseTime)
        case .queued(let matches):
            record(matches, at: event.exerciseTime)
            waiting.append(WaitingEvent(what, in: event, looked: matches))
        case .notRun(let why): reason = why
        }
        reported.note(what, position: event.position, notRun: reason)
    }

    private mutating func record(_ matches: [RuleMatch], at now: ExerciseInstant) {
        for match in matches {
            guard let place = places[match.rule] else { continue }
            histories[place].record(rules[place].when, at: now, fires: match.fires)
        }
    }
}
