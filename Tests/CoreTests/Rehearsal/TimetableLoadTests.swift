import ExerciseModel
import ExerciseTestKit
import Rehearsal
import Testing

@Suite struct TimetableLoadTests {
    private static func timetable(_ seconds: Double..., duration: Int64? = 300) -> Timetable {
        Rehearsal.timetable(
            of: PlanBuilder.plan(
                seconds.enumerated().map { PlanBuilder.inject("i\($0.offset)", at: $0.element) },
                teams: ["blue", "red"], duration: duration))
    }

    private let blue = TeamID(trusted: "blue")

    @Test func `the load counts each span from its first instant on, and the end belongs to the last`() {
        let timetable = Self.timetable(0, 59.999, 60, 300)

        #expect(timetable.load(of: blue, span: 60_000_000).counts == [2, 1, 0, 0, 1])
        #expect(timetable.load(span: 60_000_000).counts == [4, 2, 0, 0, 2])
        #expect(timetable.load(of: blue, span: 60_000_000).total == 4)
    }

    @Test func `the busiest span is the first of several`() {
        let busiest = Self.timetable(70, 80, 200, 210).load(of: blue, span: 60_000_000).busiest

        #expect(busiest?.from == ExerciseInstant(seconds: 60))
        #expect(busiest?.to == ExerciseInstant(seconds: 120))
        #expect(busiest?.injects == 2)
        #expect(Self.timetable().load(span: 60_000_000).busiest == nil)
    }

    @Test func `a last span may be shorter`() {
        #expect(Self.timetable(0, 299).load(of: blue, span: 200_000_000).counts == [1, 1])
    }

    @Test(arguments: [(300, 5), (3_600, 60), (7_200, 300), (259_200, 7_200), (10_000_000, 86_400)] as [(Int64, Int64)])
    func `people speak of seconds, minutes or hours`(_ duration: Int64, _ span: Int64) {
        #expect(Self.timetable(duration: duration).naturalSpan == span * 1_000_000)
    }

    @Test func `silences are bounded by STARTEX, injects and ENDEX`() {
        let timetable = Self.timetable(30, 100, 100)
        let all = [(0, 30), (30, 100), (100, 300)].map { from, to in
            Timetable.Silence(from: ExerciseInstant(seconds: from), to: ExerciseInstant(seconds: to))
        }

        #expect(timetable.silences(of: blue, atLeast: 0) == all)
        #expect(timetable.silences(of: blue, atLeast: 70_000_000) == Array(all.dropFirst()))
        #expect(timetable.longestSilence(of: blue) == all.last)
        #expect(timetable.silences(atLeast: 1) == all)
    }

    @Test func `a team without injects is silent throughout`() {
        #expect(
            Self.timetable().longestSilence(of: blue)
                == Timetable.Silence(from: .zero, to: ExerciseInstant(seconds: 300)))
        #expect(Self.timetable(duration: nil).longestSilence(of: blue) == nil)
    }
}
