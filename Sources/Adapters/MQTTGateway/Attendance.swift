import ExerciseModel

/// Which exercises we hear, and how far their subscriptions have come on each of the two links.
///
/// After the SUBACK of a link follows a sign, a round trip that the broker answers after what it sent before. It is
/// asked for again until nothing was heard during one, because a broker may hand retained messages over in portions.
struct Attendance {
    /// Which of the two links.
    enum Side: Int, CaseIterable {
        case feed, session
    }

    /// What to do after an answer.
    enum Next: Equatable {
        case nothing
        /// Ask for a sign on the link that answered.
        case askForSign(ExerciseID)
        case attending(ExerciseID)
        case refused(ExerciseID, code: UInt8)
    }

    private enum Step: Equatable {
        case idle, subscribing, standing, refused
        case waitingForSign(heardBefore: Int, round: Int)
    }

    /// All exercises, in the order in which they were ordered.
    private(set) var exercises: [ExerciseID] = []
    private var steps: [ExerciseID: [Step]] = [:]
    /// Whose answer is awaited under a number, for each side.
    private var awaited: [[UInt16: ExerciseID]] = [[:], [:]]
    private var progressAt: [WallInstant] = [.never, .never]
    private var heard = [0, 0]

    /// Microseconds after which a broker that answers no subscription counts as silent.
    static let patience: Int64 = 5_000_000
    /// Signs asked for at most: where traffic never ceases, the next sign would prove no more.
    static let rounds = 100

    /// When the answer to a subscription is overdue on a side.
    func deadline(_ side: Side) -> WallInstant {
        awaited[side.rawValue].isEmpty ? .never : progressAt[side.rawValue].adding(microseconds: Self.patience)
    }

    /// Takes an exercise; answers whether it has to be subscribed to now, unless that is under way.
    mutating func add(_ exercise: ExerciseID) -> Bool {
        guard let known = steps[exercise] else {
            exercises.append(exercise)
            steps[exercise] = [.idle, .idle]
            return true
        }
        return known.allSatisfy { $0 == .idle || $0 == .standing || $0 == .refused }
    }

    /// Forgets all answers: the link is gone.
    mutating func reset() {
        for exercise in exercises { steps[exercise] = [.idle, .idle] }
        awaited = [[:], [:]]
    }

    /// Notes that the subscription, or the sign after it, was asked for under this number.
    mutating func asked(_ exercise: ExerciseID, on side: Side, mid: UInt16, at now: WallInstant) {
        if awaited[side.rawValue].isEmpty { progressAt[side.rawValue] = now }
        awaited[side.rawValue][mid] = exercise
        guard let step = steps[exercise]?[side.rawValue] else { return }
        steps[exercise]?[side.rawValue] =
            switch step {
            case .waitingForSign(_, let round): .waitingForSign(heardBefore: heard[side.rawValue], round: round + 1)
            default: .subscribing
            }
    }

    mutating func noteHeard(on side: Side) { heard[side.rawValue] += 1 }

    /// Takes a SUBACK.
    mutating func subscribed(_ mid: UInt16, codes: [UInt8], on side: Side, at now: WallInstant) -> Next {
        guard let exercise = takeAwaited(mid, on: side, at: now), let step = steps[exercise] else { return .nothing }
        guard let refusal = codes.first(where: { $0 >= 0x80 }) else {
            guard step[side.rawValue] == .subscribing else { return .nothing }
            steps[exercise]?[side.rawValue] = .waitingForSign(heardBefore: heard[side.rawValue], round: 0)
            return .askForSign(exercise)
        }
        steps[exercise] = [.refused, .refused]
        return step.contains(.refused) ? .nothing : .refused(exercise, code: refusal)
    }

    /// Takes the answer to a sign.
    mutating func signed(_ mid: UInt16, on side: Side, at now: WallInstant) -> Next {
        guard let exercise = takeAwaited(mid, on: side, at: now),
            case .waitingForSign(let heardBefore, let round)? = steps[exercise]?[side.rawValue]
        else { return .nothing }
        guard heardBefore == heard[side.rawValue] || round >= Self.rounds else { return .askForSign(exercise) }
        steps[exercise]?[side.rawValue] = .standing
        return steps[exercise] == [.standing, .standing] ? .attending(exercise) : .nothing
    }

    private mutating func takeAwaited(_ mid: UInt16, on side: Side, at now: WallInstant) -> ExerciseID? {
        progressAt[side.rawValue] = now
        return awaited[side.rawValue].removeValue(forKey: mid)
    }
}
