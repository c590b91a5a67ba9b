import ExerciseTestKit

/// One way in which something goes wrong while an exercise runs.
struct Fault: Sendable {
    /// What a fault needs of the machine.
    enum Need: String, Sendable {
        case mount = "the right to mount a file system (root)"
        case shim = "--shim, the library that `make -C Faults` builds"
    }

    let name: String
    /// What happens, in one sentence.
    let summary: String
    var need: Need?
    /// A whole trial, judged.
    let play: @Sendable (Stage.Options, inout SeededRandom) throws(TrialFault) -> Trial.Outcome

    /// A fault that is inflicted on a stage while the exercise runs, which then plays to its end and is judged.
    init(
        _ name: String, _ summary: String, need: Need? = nil, scene: Scene = Scene(),
        inflict: @escaping @Sendable (Stage, inout SeededRandom) throws(TrialFault) -> Void
    ) {
        self.init(name, summary, need: need) { options, random throws(TrialFault) in
            let stage = try Stage(scene, options)
            try stage.play(random.number(10...40))
            try inflict(stage, &random)
            try stage.finish()
            return try Trial.judge(stage)
        }
    }

    /// A fault whose trial goes its own way.
    init(
        _ name: String, _ summary: String, need: Need? = nil,
        play: @escaping @Sendable (Stage.Options, inout SeededRandom) throws(TrialFault) -> Trial.Outcome
    ) {
        (self.name, self.summary, self.need, self.play) = (name, summary, need, play)
    }

    /// All of them, in the order of the table.
    static let all =
        daemonFaults + simulationFaults + brokerFaults + teamFaults + storeFaults + machineFaults
}

extension Fault.Need {
    /// Whether this machine has it.
    func isMet(_ options: Stage.Options) -> Bool {
        switch self {
        case .mount: SmallDisk.isPossible
        case .shim: options.shim != nil
        }
    }
}
