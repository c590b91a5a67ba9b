import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

@testable import Rehearsal

@Suite struct RehearsalTests {
    @Test func `each team is sent what is due, in order, to the end`() {
        let plan = PlanBuilder.plan(
            [PlanBuilder.inject("b", at: 20.5), PlanBuilder.inject("a", at: 0), PlanBuilder.inject("c", at: 60)],
            teams: ["blue", "red"], duration: 60)

        let timetable = Rehearsal.timetable(of: plan)

        #expect(
            words(timetable) == [
                "0.0 blue a #1", "0.0 red a #1", "20.5 blue b #2", "20.5 red b #2", "60.0 blue c #3", "60.0 red c #3",
            ])
        #expect(timetable.end == ExerciseInstant(seconds: 60))
    }

    @Test func `without ENDEX it ends with the last inject`() {
        let plan = PlanBuilder.plan([PlanBuilder.inject("a", at: 20)], duration: nil)

        let timetable = Rehearsal.timetable(of: plan)

        #expect(words(timetable) == ["20.0 blue a #1"])
        #expect(timetable.end == ExerciseInstant(seconds: 20))
        #expect(timetable.endex == nil)
    }

    @Test func `what a hand releases, and what waits for it, is named behind the rest`() {
        var last = PlanBuilder.inject("last", at: 0)
        last.schedule = .after(InjectTrigger(inject: InjectID(trusted: "hand"), milestone: .delivered))
        let plan = PlanBuilder.plan([last, PlanBuilder.manual("hand"), PlanBuilder.inject("a", at: 5)])

        #expect(
            words(Rehearsal.timetable(of: plan)) == [
                "5.0 blue a #1", "waits for hand: blue last", "by hand: blue hand",
            ])
    }

    @Test func `an inject behind ENDEX is named with its reason`() {
        let plan = PlanBuilder.plan([PlanBuilder.inject("a", at: 61)], duration: 60)

        #expect(words(Rehearsal.timetable(of: plan)) == ["skipped (endex): blue a"])
    }

    @Test func `an exercise without injects has an empty timetable`() {
        #expect(Rehearsal.timetable(of: PlanBuilder.plan([])).entries == [])
        #expect(Rehearsal.timetable(of: PlanBuilder.plan([], teams: [], duration: nil)).entries == [])
    }

    @Test func `a timetable narrows to a team and a span, and keeps what was never sent`() {
        let injects = [0, 10, 20].map { PlanBuilder.inject("a\($0)", at: Double($0)) } + [PlanBuilder.manual("hand")]
        let whole = Rehearsal.timetable(of: PlanBuilder.plan(injects, teams: ["blue", "red"], duration: 60))

        let part = whole.narrowed(to: TeamID(trusted: "red"))?
            .cut(from: ExerciseInstant(seconds: 5), to: ExerciseInstant(seconds: 20))

        #expect(part.map(words) == ["10.0 red a10 #2", "20.0 red a20 #3", "by hand: red hand"])
        #expect(part?.start == ExerciseInstant(seconds: 5))
        #expect(part?.end == ExerciseInstant(seconds: 20))
        #expect(whole.narrowed(to: TeamID(trusted: "green")) == nil)
    }

    @Test func `seventy-two hours pass by their injects, not by their seconds`() {
        let injects = (0..<72).map { PlanBuilder.inject("i\($0)", at: Double($0) * 3_600) }
        let plan = PlanBuilder.plan(injects, duration: 259_200)

        // A wake a second would take minutes here.
        #expect(Rehearsal.timetable(of: plan).entries.count == 72)
    }

    private func words(_ timetable: Timetable) -> [String] {
        timetable.entries.map { entry in
            let name = "\(entry.team) \(entry.inject)"
            return switch entry.outcome {
            case .sent(let at, let seq, .delivered): "\(Double(at.microseconds) / 1_000_000) \(name) #\(seq)"
            case .sent(_, _, let state): "\(state): \(name)"
            case .manual: "by hand: \(name)"
            case .waiting(let trigger): "waits for \(trigger.inject): \(name)"
            case .left(let state, let reason): "\(state) (\(reason)): \(name)"
            }
        }
    }
}
