import ExerciseControl
import ExerciseModel
import ExerciseTestKit

/// A ledger that folds facts one after the other, with the time in hand.
struct LedgerStage {
    static let blue = TeamID(trusted: "blue")

    var ledger = DeliveryLedger()
    var plan: ExercisePlan
    var settings = DeliverySettings()
    /// Seconds of wall time, and of the running clock.
    var now = 1_000.0
    private var position: Int64 = 0

    init(_ plan: ExercisePlan) {
        self.plan = plan
        settings = plan.delivery
        ledger.load(plan)
    }

    /// Injects `a`, `b` and `c` at 10, 20 and 30 s and the manual `m`, for blue and red.
    init(_ change: (inout ExercisePlan) -> Void = { _ in }) {
        self.init(
            PlanBuilder.plan(
                [
                    PlanBuilder.inject("a", at: 10), PlanBuilder.inject("b", at: 20), PlanBuilder.inject("c", at: 30),
                    PlanBuilder.manual("m"),
                ], teams: ["blue", "red"], change))
    }

    var wall: WallInstant { WallInstant(microseconds: Int64(now * 1_000_000)) }

    var moment: Moment { Moment(wall: wall, utc: UTCInstant(milliseconds: Int64(now * 1_000))) }

    func target(_ inject: String, _ team: String = "blue") -> InjectTarget {
        InjectTarget(team: TeamID(trusted: team), inject: InjectID(trusted: inject))
    }

    func slot(_ inject: String, _ team: String = "blue") -> DeliverySlot {
        ledger.slot(of: target(inject, team)) ?? DeliverySlot(team: -1, place: -1)
    }

    func delivery(_ inject: String, _ team: String = "blue") -> InjectDelivery {
        ledger.delivery(at: slot(inject, team))
    }

    func gate(running: Double, closed: QueueReason? = nil) -> LaneGate {
        LaneGate(
            now: moment, time: ExerciseInstant(seconds: 77), running: Int64(running * 1_000_000), closed: closed)
    }

    /// Decides on an inject that came due after so many seconds and is looked at later.
    func due(_ inject: String, lateBy seconds: Double, closed: QueueReason? = nil) -> Fact? {
        guard let entry = TimelineCursor(ledger).entries.first(where: { $0.slot == slot(inject) }) else {
            return nil
        }
        return ledger.decideDue(
            entry, dueRunning: 10_000_000, plan: plan, gate: gate(running: 10 + seconds, closed: closed))
    }

    mutating func fold(_ fact: Fact?) {
        guard let fact else { return }
        position += 1
        ledger.apply(
            Event(
                exercise: plan.id, position: position, run: 1, exerciseTime: .zero, at: moment.utc, actor: "clock",
                fact: fact))
    }

    mutating func release(_ inject: String, _ team: String = "blue") {
        fold(ledger.decideByHand(slot(inject, team), gate: gate(running: 10)))
    }

    /// Decides on the outcome of the head of a team's lane, and folds it.
    @discardableResult
    mutating func settle(_ outcome: DeliveryOutcome, team: Int = 0) -> Fact? {
        guard let head = ledger.teams[team].lane.head else { return nil }
        let fact = ledger.decideOutcome(outcome, of: head, team: team, settings: settings, now: moment)
        fold(fact)
        return fact
    }

    /// Folds the retries that are due.
    mutating func retryDue() {
        for fact in ledger.decideRetries(at: wall, settings: settings) { fold(fact) }
    }

    /// The injects in a lane, its head first.
    func lane(_ team: Int = 0) -> [String] {
        ledger.teams[team].lane.all.map {
            ledger.inject(at: DeliverySlot(team: team, place: $0.place)).id.text + ($0.isRepeat ? " again" : "")
        }
    }
}
