package import ExerciseModel

/// What became of a file of played simulations.
package struct CheckedPlay: Equatable, Sendable {
    /// `nil` when there is an error.
    package var simulations: [PlayedSimulation]?
    /// By place.
    package var diagnostics: [Diagnostic]
    /// `nil` when it could not be read.
    package var file: SourceFiles.File?

    /// Reads and checks a file from the disk.
    package static func read(path: String) -> CheckedPlay {
        do throws(FileBytes.Fault) {
            return CheckedPlay(SourceFiles.File(path: path, bytes: try FileBytes.read(path)))
        } catch {
            let fault = Diagnostic(severity: .error, file: path, message: error.sentence)
            return CheckedPlay(simulations: nil, diagnostics: [fault], file: nil)
        }
    }

    /// Checks a file that was read.
    package init(_ file: SourceFiles.File) {
        let (source, faults) = (SourceText(file), FaultList())
        let simulations = Node.root(of: source, faults: faults).map {
            PlayReading($0, in: source, faults: faults).simulations
        }
        self.init(
            simulations: faults.errors == 0 ? simulations : nil, diagnostics: faults.diagnostics, file: file)
    }

    private init(simulations: [PlayedSimulation]?, diagnostics: [Diagnostic], file: SourceFiles.File?) {
        self.simulations = simulations
        self.diagnostics = diagnostics
        self.file = file
    }
}

extension DiagnosticText {
    /// Shows lines of a file of played simulations, as far as it could be read.
    package init(play: CheckedPlay, color: Bool = false) {
        self.init(files: play.file.map { SourceFiles(exercise: $0, timelines: []) }, color: color)
    }
}
