import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import HTTPGateway
import Orchestration

/// A daemon as HTTP sees it, made of values.
enum OperationsStage {
    static let identity = HostIdentity(instance: InstanceID(trusted: "host-5"), version: "1.0.0", bootID: "boot-1")
    static let start = moment(seconds: 100)
    private static let harbour = ExerciseID(trusted: "harbour")
    private static let blue = TeamID(trusted: "blue")
    private static let crane = SimulationID(trusted: "crane")

    /// So many seconds after 2026-01-15T10:00:00Z, where the machine had run for 0 s.
    static func moment(seconds: Int64) -> Moment {
        Moment(
            wall: WallInstant(microseconds: seconds * 1_000_000),
            utc: UTCInstant(milliseconds: 1_768_471_200_000 + seconds * 1_000))
    }

    static func view(brokerAbsence: String? = nil) -> DaemonView {
        DaemonView(
            identity: identity, started: start, now: { moment(seconds: 105) }, exerciseCount: { 2 },
            brokerAbsence: { brokerAbsence }, inspect: { _ in })
    }

    /// An exercise of one team and two injects, 90 s in: one was delivered after 7 ms, one waits for a hand. A
    /// simulation is there, and one of its messages was refused.
    static func figures(fault: EventStoreError? = nil) -> HostFigures {
        let plan = PlanBuilder.plan([PlanBuilder.inject("a", at: 10), PlanBuilder.manual("b")])
        let target = InjectTarget(team: blue, inject: InjectID(trusted: "a"))
        let release = Release(
            seq: 1, exerciseTime: ExerciseInstant(seconds: 10), lateness: 3, late: false, byHand: false)
        let facts: [Fact] = [
            .exerciseLoaded(PlanBuilder.loaded(plan)), .brokerAttending, .clockStarted(wall: start.wall),
            .teamOnline(blue, client: nil),
            .injectReleased(target, release),
            .injectDelivered(target, Proof(seq: 1, attempt: 1, kind: .broker, latency: 7)),
            .simulation(.registered(crane, name: "Crane", .websocket)),
            .simulation(.refused(crane, code: .invalidJSON, message: "this is no JSON")),
        ]
        var (state, tally) = (ExerciseState(id: harbour), ExerciseTally())
        for (index, fact) in facts.enumerated() {
            let event = Event(
                exercise: harbour, position: Int64(index + 1), run: 1, exerciseTime: .zero, at: start.utc,
                actor: "test", fact: fact)
            state.apply(event)
            tally.count(event)
        }
        let exercise = Exercise(state: state, instance: identity.instance, bootID: identity.bootID)
        return HostFigures(
            exercises: [ExerciseFigures(exercise, now: moment(seconds: 190))], tallies: [harbour: tally],
            work: WorkTally(turns: 4, microseconds: 1_500, commits: 3), storeFault: fault)
    }
}
