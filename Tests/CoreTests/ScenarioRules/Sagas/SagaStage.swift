import ExerciseModel
import ScenarioRules
import Testing

/// A book of sagas that folds facts one after the other, with the time and the simulations in hand.
struct SagaStage {
    var book = SagaBook()
    var around = SagaSurroundings(
        now: WallInstant(microseconds: 0), status: .running, connected: ["a", "b", "c"])
    private(set) var log: [(event: Event, reported: SimulationEvent?)] = []
    /// What was recorded of sagas since the last look, a line for each fact.
    private var news: [String] = []

    /// Seconds of wall time.
    var now: Double {
        get { Double(around.now.microseconds) / 1_000_000 }
        set { around.now = WallInstant(microseconds: Int64((newValue * 1_000_000).rounded())) }
    }

    /// The lines since the last look.
    mutating func look() -> [String] {
        defer { news = [] }
        return news
    }

    /// A book folded from all that was recorded.
    var replayed: SagaBook {
        var book = SagaBook()
        for (event, reported) in log { book.apply(event, reported: reported) }
        return book
    }

    /// A rule matches an event; all that follows at once is recorded.
    @discardableResult
    mutating func start(_ stages: [Stage], rule: String = "r", payload: String = "{}") -> SagaID {
        let rule = Rule(
            id: RuleID(trusted: rule), when: RuleTrigger(eventType: .exactly("bang")), then: stages)
        let event = SimulationEvent(from: "a", type: "bang", payload: json(payload))
        let id = SagaID(Int64(log.count + 1))
        record(.saga(id, book.decideStart(rule: rule, event: 77)), reported: event)
        settle()
        return id
    }

    /// Each action a stage of its own.
    @discardableResult
    mutating func start(_ actions: Action...) -> SagaID { start(actions.map { Stage([$0]) }) }

    mutating func record(_ fact: Fact, reported: SimulationEvent? = nil) {
        let event = Event(
            exercise: ExerciseID(trusted: "x"), position: Int64(log.count + 1), run: 1, exerciseTime: .zero,
            at: UTCInstant(milliseconds: around.now.microseconds / 1_000), actor: "test", fact: fact)
        log.append((event, reported))
        book.apply(event, reported: reported)
        if case .saga(let id, let fact) = fact { news.append("\(id.position) \(fact.line)") }
    }

    /// Records what follows until nothing follows.
    mutating func settle() {
        for _ in 0..<1_000 {
            guard let (id, fact) = book.next(around) else { return }
            record(.saga(id, fact))
        }
        Issue.record("there is always something that follows: \(news.suffix(5))")
    }

    /// Time passes, and what comes due is recorded.
    mutating func pass(_ seconds: Double) {
        now += seconds
        settle()
    }

    /// Time passes to the next deadline.
    mutating func passToDeadline() {
        around.now = book.nextDeadline(isNoDuff: around.isNoDuff)
        settle()
    }

    @discardableResult
    mutating func answer(
        _ id: SagaID, _ step: Int, _ kind: StepAnswer.Kind = .completed(output: nil), from: SimulationID,
        command: String? = nil
    ) -> AnswerDecision {
        let answer = StepAnswer(saga: id.description, step: step, commandID: command, kind)
        let decision = book.decideAnswer(answer, from: from, around)
        switch decision {
        case .taken(let id, let fact), .ignored(let id, let fact, _): record(.saga(id, fact))
        case .repeated, .refused: break
        }
        settle()
        return decision
    }

    /// Records an order's facts and what follows; the code of a refusal.
    @discardableResult
    mutating func order(_ order: SagaOrder, _ id: SagaID) -> RefusalCode? {
        switch book.decide(order, on: id, around) {
        case .success(let facts):
            for fact in facts { record(.saga(id, fact)) }
            settle()
            return nil
        case .failure(let refusal): return refusal.code
        }
    }

    mutating func pause() {
        around.status = .paused
        record(.clockPaused(wall: around.now))
        settle()
    }

    mutating func resume() {
        around.status = .running
        record(.clockResumed(wall: around.now))
        settle()
    }

    mutating func noDuff(_ isOn: Bool) {
        around.isNoDuff = isOn
        record(isOn ? .noDuffDeclared(message: "fire", by: nil) : .noDuffCleared(by: nil))
        settle()
    }
}

extension SimulationID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(trusted: text) }
}

extension Action {
    /// A command `do` to a simulation, undone by `undo`.
    static func send(_ simulation: SimulationID, undo: Bool = true, timeout: Double = 30, retries: Int = 0) -> Action {
        Action(
            .send(simulation, command: "do", params: .of("{}")),
            undo: undo ? .send(simulation, command: "undo", params: .of("{}")) : nil,
            timeout: Int64(timeout * 1_000_000), retries: retries)
    }

    /// A question to the controllers.
    static let approve = Action(.approve("Shall we?"), timeout: 60_000_000)
}

extension Template {
    /// Reads a template that a test spells.
    static func of(_ source: String) -> Template {
        do throws(TemplateFault) {
            return try Template(json(source))
        } catch {
            preconditionFailure("the test's template is none: \(error)")
        }
    }
}

extension StepAnswer.Kind {
    static let failed = StepAnswer.Kind.failed(reason: "no", retryable: false)
    static let failedForNow = StepAnswer.Kind.failed(reason: "busy", retryable: true)
}

extension JSONText {
    var spelled: String { String(decoding: bytes, as: UTF8.self) }
}

extension StepName {
    var spelled: String { "\(index).\(phase.rawValue)" }
}

extension SagaFact {
    /// One line of a test's expectations.
    var line: String {
        switch self {
        case .started(let start): start.granted ? "started" : "started, waits"
        case .granted: "granted"
        case .stepWaiting(let step, let until): "\(step.spelled) waits until \(until.microseconds / 1_000_000)"
        case .stepDispatched(let step, let dispatch):
            "\(step.spelled) sent \(dispatch.attempt)"
                + (dispatch.params.spelled == "{}" ? "" : dispatch.params.spelled)
        case .stepProgressed(let step, let until): "\(step.spelled) has until \(until.microseconds / 1_000_000)"
        case .stepCompleted(let step, let output): "\(step.spelled) completed" + (output?.spelled ?? "")
        case .stepFailed(let step, let failure):
            "\(step.spelled) failed (\(failure.cause.rawValue))" + (failure.retryAt == nil ? "" : ", again")
        case .stepUnknown(let step): "\(step.spelled) unknown"
        case .stepSkipped(let step, _): "\(step.spelled) skipped"
        case .cancelling: "cancelling"
        case .compensating: "compensating"
        case .blocked(let step, _): "blocked at \(step.spelled)"
        case .retried(let step): "\(step.spelled) retried"
        case .ended(let end): "\(end.state.rawValue)" + (end.notUndone.isEmpty ? "" : " but \(end.notUndone)")
        case .answerIgnored(let step, let answer): "\(step.spelled) ignored (\(answer.why.rawValue))"
        }
    }
}
