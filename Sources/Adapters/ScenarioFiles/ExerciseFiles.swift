package import ExerciseModel

/// What became of an exercise's files: its plan, or the errors that keep it from being one.
package struct CheckedExercise: Equatable, Sendable {
    /// `nil` when there is an error.
    package var plan: ExercisePlan?
    /// By file in the order of reading, then by place.
    package var diagnostics: [Diagnostic]
    /// The files that could be read, byte for byte; `nil` when not even the exercise's own could.
    package var files: SourceFiles?
}

/// Reads exercises from their files and checks them (`semantics.md` 6).
package enum ExerciseFiles {
    /// Reads an exercise file and the timelines that it names from the disk.
    package static func read(
        path: String, defaults: DeliverySettings, caps: ExerciseCaps, search: TimelineSearch
    ) -> CheckedExercise {
        let bytes: [UInt8]
        do throws(FileBytes.Fault) {
            bytes = try FileBytes.read(path)
        } catch {
            let diagnostic = Diagnostic(severity: .error, file: path, message: error.sentence)
            return CheckedExercise(plan: nil, diagnostics: [diagnostic], files: nil)
        }
        var compilation = Compilation(defaults: defaults, caps: caps)
        let file = SourceFiles.File(path: path, bytes: bytes)
        return compilation.run(file) { id, site, exercise, faults in
            let finder = TimelineFinder(folders: search.folders(exercise: exercise, path: path))
            return finder.find(id, namedAt: site, faults: faults)
        }
    }

    /// Makes the plan again from the bytes that were read, without the disk.
    package static func compile(
        _ files: SourceFiles, defaults: DeliverySettings, caps: ExerciseCaps
    ) -> CheckedExercise {
        var compilation = Compilation(defaults: defaults, caps: caps)
        return compilation.run(files.exercise) { id, site, _, faults in
            if let known = files.timelines.first(where: { $0.id == id }) { return known.file }
            let near = EditDistance.nearest(to: id.text, among: files.timelines.map(\.id.text))
            faults.error(
                site, "there is no timeline '\(id.text)'", label: "it is not among the files of the exercise",
                help: near.map { "did you mean '\($0)'?" })
            return nil
        }
    }
}

/// Finds the file of a timeline on the disk.
private struct TimelineFinder {
    let folders: [String]

    /// The first file of that name in the folders; `nil`, with a fault, when there is none or it cannot be read.
    func find(_ id: TimelineID, namedAt site: Site, faults: FaultList) -> SourceFiles.File? {
        for folder in folders {
            for ending in TimelineSearch.endings {
                let path = TimelineSearch.join(folder, id.text + ending)
                do throws(FileBytes.Fault) {
                    return SourceFiles.File(path: path, bytes: try FileBytes.read(path))
                } catch .absent {
                    continue
                } catch {
                    faults.error(
                        site, "timeline '\(id.text)' cannot be read", label: path, remarks: [error.sentence], help: nil)
                    return nil
                }
            }
        }
        let known = folders.flatMap { FileBytes.names(in: $0) }.compactMap { name in
            TimelineSearch.endings.first { name.hasSuffix($0) }.map { String(name.dropLast($0.utf8.count)) }
        }
        let near = EditDistance.nearest(to: id.text, among: known)
        faults.error(
            site, "there is no timeline '\(id.text)'",
            label: "no \(TimelineSearch.endings.map { id.text + $0 }.joined(separator: ", "))",
            remarks: folders.map { "looked in \($0)/" },
            help: near.map { "did you mean '\($0)'?" } ?? "write the file, or set TIMELINE_STORAGE_PATH to its folder")
        return nil
    }
}
