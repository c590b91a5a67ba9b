/// Holds the traffic to its caps: one message in flight for each lane, and no more than the window in all (I11).
struct LaneAudit {
    private(set) var violations: [Violation] = []

    init(_ traffic: [Observations.Traffic], window: Int) {
        var inFlight: [String: Int64] = [:]
        for step in traffic {
            switch step {
            case .forgotten: inFlight = [:]
            case .settled(let number): if inFlight[number.team] == number.seq { inFlight[number.team] = nil }
            case .handed(let number):
                if let other = inFlight[number.team] {
                    violations.append(
                        Violation("I11", "'\(number.team)' was handed \(number.seq) while \(other) was in flight"))
                }
                inFlight[number.team] = number.seq
                if inFlight.count > window {
                    violations.append(Violation("I11", "\(inFlight.count) messages were in flight"))
                }
            }
        }
    }
}
