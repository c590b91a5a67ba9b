package import ExerciseModel
package import ScenarioFiles

/// Exercise files on the disk, read with the daemon's settings.
package struct ExerciseSource: Sendable {
    private let settings: Settings

    package init(_ settings: Settings) { self.settings = settings }

    /// Reads and checks one exercise.
    package func check(_ path: String) -> CheckedExercise {
        ExerciseFiles.read(
            path: path, defaults: settings.delivery, caps: settings.caps, search: settings.search)
    }

    /// Reads and checks an exercise, or a timeline by itself.
    package func checkAny(_ path: String) -> CheckedFile {
        ExerciseFiles.check(
            path: path, defaults: settings.delivery, caps: settings.caps, search: settings.search)
    }

    /// Reads an exercise that runs from these files again, and names those that are no longer as they were.
    package func changes(since loaded: LoadedExercise) -> (LoadedExercise, changed: [String])? {
        let checked = check(loaded.files.exercise.path)
        guard let files = checked.files, let plan = checked.plan else { return nil }
        let before = Dictionary(loaded.files.all.map { ($0.path, $0.bytes) }) { first, _ in first }
        let changed = files.all.filter { before[$0.path] != $0.bytes }
        guard files != loaded.files else { return nil }
        return (LoadedExercise(files: files, defaults: settings.delivery, plan: plan), changed.map(\.path))
    }

    /// Makes plans of the files that the log keeps.
    package static let codec = FactCodec { files, defaults in
        // What was accepted once is accepted again, whatever the caps say today.
        var caps = ExerciseCaps()
        (caps.duration, caps.teams, caps.injects) = (.max / 2_000_000, .max, .max)
        return ExerciseFiles.compile(files, defaults: defaults, caps: caps).plan
    }
}
