import ExerciseModel
import Testing

@testable import MQTTGateway

struct AttendanceTests {
    private let harbour = ExerciseID(trusted: "harbour")

    @Test func `an exercise is attended when both links have given a sign after the subscriptions`() {
        var attendance = subscribed()

        #expect(attendance.signed(11, on: .feed, at: .at(2)) == .nothing)
        #expect(attendance.signed(21, on: .session, at: .at(2)) == .attending(harbour))
    }

    @Test func `a sign during which something was heard is asked for again`() {
        var attendance = subscribed()
        attendance.noteHeard(on: .session)

        #expect(attendance.signed(11, on: .feed, at: .at(2)) == .nothing)
        #expect(attendance.signed(21, on: .session, at: .at(2)) == .askForSign(harbour))
        attendance.asked(harbour, on: .session, mid: 22, at: .at(2))
        #expect(attendance.signed(22, on: .session, at: .at(3)) == .attending(harbour))
    }

    @Test func `where traffic never ceases, signs come to an end`() {
        var attendance = subscribed()
        _ = attendance.signed(11, on: .feed, at: .at(2))
        var rounds = 1
        attendance.noteHeard(on: .session)
        while attendance.signed(21, on: .session, at: .at(2)) == .askForSign(harbour) {
            attendance.asked(harbour, on: .session, mid: 21, at: .at(2))
            attendance.noteHeard(on: .session)
            rounds += 1
        }

        #expect(rounds == Attendance.rounds)
    }

    @Test func `a refusal on either link is told once, and the other exercise goes on`() {
        var attendance = Attendance()
        let coast = ExerciseID(trusted: "coast")
        for (exercise, mid) in [(harbour, UInt16(1)), (coast, 2)] {
            _ = attendance.add(exercise)
            for side in Attendance.Side.allCases { attendance.asked(exercise, on: side, mid: mid, at: .at(0)) }
        }

        #expect(attendance.subscribed(1, codes: [1, 0x87], on: .feed, at: .at(1)) == .refused(harbour, code: 0x87))
        #expect(attendance.subscribed(1, codes: [0x87], on: .session, at: .at(1)) == .nothing)
        #expect(attendance.subscribed(2, codes: [1, 1], on: .feed, at: .at(1)) == .askForSign(coast))
    }

    @Test func `answers of an earlier connection mean nothing`() {
        var attendance = subscribed()
        attendance.reset()

        #expect(attendance.signed(11, on: .feed, at: .at(2)) == .nothing)
        #expect(attendance.deadline(.feed) == .never)
    }

    @Test func `a broker that answers no subscription for five seconds is overdue`() {
        var attendance = Attendance()
        _ = attendance.add(harbour)
        attendance.asked(harbour, on: .feed, mid: 1, at: .at(7))

        #expect(attendance.deadline(.feed) == .at(5_000_007))
        #expect(attendance.deadline(.session) == .never)
    }

    /// Subscribed on both links at 1, signs asked for under 11 and 21.
    private func subscribed() -> Attendance {
        var attendance = Attendance()
        _ = attendance.add(harbour)
        for (side, mid) in zip(Attendance.Side.allCases, [UInt16(1), 2]) {
            attendance.asked(harbour, on: side, mid: mid, at: .at(0))
            _ = attendance.subscribed(mid, codes: [1], on: side, at: .at(1))
            attendance.asked(harbour, on: side, mid: mid * 10 + 1, at: .at(1))
        }
        return attendance
    }
}
