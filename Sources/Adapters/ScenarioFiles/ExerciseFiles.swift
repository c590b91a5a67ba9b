package import ExerciseModel

/// Reads exercises from their files and checks them (`semantics.md` 6).
package enum ExerciseFiles {
    /// Reads an exercise file and the timelines that it names from the disk.
    package static func read(
        path: String, defaults: DeliverySettings, caps: ExerciseCaps, search: TimelineSearch
    ) -> CheckedExercise {
        var compilation = Compilation(defaults: defaults, caps: caps)
        do throws(FileBytes.Fault) {
            let file = SourceFiles.File(path: path, bytes: try FileBytes.read(path))
            return compilation.run(file, timeline: lookup(path, search))
        } catch {
            return unreadable(path, error)
        }
    }

    /// Reads what `check` is given: an exercise file as above, or a timeline by itself.
    package static func check(
        path: String, defaults: DeliverySettings, caps: ExerciseCaps, search: TimelineSearch
    ) -> CheckedFile {
        var compilation = Compilation(defaults: defaults, caps: caps)
        do throws(FileBytes.Fault) {
            let file = SourceFiles.File(path: path, bytes: try FileBytes.read(path))
            return compilation.runAny(file, timeline: lookup(path, search))
        } catch {
            return .exercise(unreadable(path, error))
        }
    }

    private static func lookup(_ path: String, _ search: TimelineSearch) -> Compilation.TimelineLookup {
        { id, site, exercise, faults in
            let finder = TimelineFinder(folders: search.folders(exercise: exercise, path: path))
            return finder.find(id, namedAt: site, faults: faults)
        }
    }

    private static func unreadable(_ path: String, _ fault: FileBytes.Fault) -> CheckedExercise {
        let diagnostic = Diagnostic(severity: .error, file: path, message: fault.sentence)
        return CheckedExercise(plan: nil, diagnostics: [diagnostic], files: nil)
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
