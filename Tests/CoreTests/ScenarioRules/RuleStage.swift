import ExerciseModel
import ScenarioRules

/// A rule book and a log that is written as the exercise would: decide, then fold what was decided.
struct RuleStage {
    var book = RuleBook()
    var log: [Event] = []
    var status = ClockStatus.running
    var isNoDuff = false
    /// Seconds of exercise time.
    var time: Int64 = 0

    init(_ rules: [Rule]) { book.load(Scenario(rules: rules)) }

    mutating func fold(_ fact: Fact) {
        let event = Event(
            exercise: ExerciseID(trusted: "harbour"), position: Int64(log.count + 1), run: 1,
            exerciseTime: ExerciseInstant(seconds: time), at: UTCInstant(milliseconds: 0), actor: "test", fact: fact)
        log.append(event)
        book.apply(event)
    }

    /// An event comes; gives what the rules make of it.
    @discardableResult
    mutating func report(
        _ type: String, from: String = "crane", payload: String = "null", id: String? = nil
    ) -> RuleVerdict {
        let event = SimulationEvent(from: SimulationID(trusted: from), type: type, payload: json(payload), id: id)
        let verdict = book.decideVerdict(
            event, at: ExerciseInstant(seconds: time), in: status, isNoDuff: isNoDuff)
        fold(.simulation(.reported(event, verdict)))
        return verdict
    }

    /// Such an event comes at each of these seconds; gives what matches.
    mutating func matches(_ type: String, at seconds: [Int64]) -> [RuleMatch] {
        seconds.flatMap { second in
            time = second
            guard case .evaluated(let matches) = report(type) else { return [RuleMatch]() }
            return matches
        }
    }

    /// The rules look at all that waits; gives what they said, by position.
    mutating func drain() -> [Int64: [RuleMatch]] {
        var matches: [Int64: [RuleMatch]] = [:]
        while let next = book.nextQueued {
            let found = book.decide(
                next.event, at: ExerciseInstant(seconds: time), in: status, skipping: next.looked)
            fold(.simulation(.evaluated(event: next.position, found)))
            matches[next.position] = found
        }
        return matches
    }

    /// What the log makes of a new book with the same rules.
    func replayed() -> RuleBook {
        var book = RuleBook()
        book.load(Scenario(rules: self.book.rules))
        for event in log { book.apply(event) }
        return book
    }
}

func rule(_ id: String, _ trigger: RuleTrigger) -> Rule { Rule(id: RuleID(trusted: id), when: trigger, then: []) }

func fires(_ id: String) -> RuleMatch { RuleMatch(RuleID(trusted: id), fires: true) }

func counts(_ id: String) -> RuleMatch { RuleMatch(RuleID(trusted: id), fires: false) }
