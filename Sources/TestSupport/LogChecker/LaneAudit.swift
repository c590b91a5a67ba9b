/// Holds the traffic to its caps: one message in flight for each lane, no more than the window in all, and nothing beside
/// one that is suspected of making the broker hang up (I11).
struct LaneAudit {
    private(set) var violations: [Violation] = []
    private var inFlight: [String: Observations.FeedNumber] = [:]
    private var suspect: Observations.FeedNumber?

    init(
        _ traffic: [Observations.Traffic], _ suspicions: [Observations.FeedNumber: ClosedRange<Int64>], window: Int
    ) {
        for step in traffic {
            switch step {
            case .forgotten: (inFlight, suspect) = ([:], nil)
            case .settled(let number):
                if inFlight[number.team] == number { inFlight[number.team] = nil }
                if suspect == number { suspect = nil }
            case .handed(let number, let committed):
                hand(number, isSuspect: suspicions[number]?.contains(committed) == true, window)
            }
        }
    }

    private mutating func hand(_ number: Observations.FeedNumber, isSuspect: Bool, _ window: Int) {
        if let other = inFlight[number.team] {
            complain("'\(number.team)' was handed \(number.seq) while \(other.seq) was in flight")
        } else if let suspect {
            complain("'\(number.team)' was handed \(number.seq) beside \(suspect.seq) of '\(suspect.team)', a suspect")
        } else if isSuspect, !inFlight.isEmpty {
            complain("'\(number.team)' was handed \(number.seq), a suspect, beside others")
        }
        inFlight[number.team] = number
        if isSuspect { suspect = number }
        if inFlight.count > window { complain("\(inFlight.count) messages were in flight") }
    }

    private mutating func complain(_ sentence: String) { violations.append(Violation("I11", sentence)) }
}
