import ExerciseModel

/// What came of one check.
struct Finding: Equatable {
    enum Result: Equatable {
        /// Kept; the notes are asked for, not demanded.
        case kept(notes: [String])
        /// Broken, by what was sent last and what came of it.
        case broken(TrialFault, sent: [UInt8]?, got: [[UInt8]])
        case skipped(String)
    }

    var check: ConformanceCheck
    var result: Result

    init(_ check: ConformanceCheck, _ result: Result) { (self.check, self.result) = (check, result) }

    var isKept: Bool { if case .kept = result { true } else { false } }
    var isBroken: Bool { if case .broken = result { true } else { false } }
}

extension Finding {
    /// How to mend what is broken.
    func mend(_ fault: TrialFault) -> String { fault.mend ?? check.rule }
}
