package import ExerciseModel

/// Reads exercises from their files and checks them (`semantics.md` 6).
package enum ExerciseFiles {
    /// What rules are called as an exercise that have no exercise of their own.
    package static let scenarioExercise = ExerciseID(trusted: "default")

    /// Reads an exercise file and the timelines and rules that it names from the disk. A scenario's own file
    /// (`SCENARIO_FILE`) becomes the exercise `default`: no teams, no ENDEX, going on after a gap of any length.
    package static func read(
        path: String, defaults: DeliverySettings, caps: ExerciseCaps, search: TimelineSearch
    ) -> CheckedExercise {
        var compilation = Compilation(defaults: defaults, caps: caps)
        do throws(FileBytes.Fault) {
            let file = SourceFiles.File(path: path, bytes: try FileBytes.read(path))
            return compilation.run(file, lookup(path, search))
        } catch {
            return unreadable(path, error)
        }
    }

    /// Reads what `check` is given: an exercise file as above, or a timeline or a scenario by itself.
    package static func check(
        path: String, defaults: DeliverySettings, caps: ExerciseCaps, search: TimelineSearch
    ) -> CheckedFile {
        var compilation = Compilation(defaults: defaults, caps: caps)
        do throws(FileBytes.Fault) {
            let file = SourceFiles.File(path: path, bytes: try FileBytes.read(path))
            return compilation.runAny(file, lookup(path, search))
        } catch {
            return .exercise(unreadable(path, error))
        }
    }

    private static func lookup(_ path: String, _ search: TimelineSearch) -> Compilation.Lookup {
        Compilation.Lookup(
            timeline: { id, site, exercise, faults in
                let finder = TimelineFinder(folders: search.folders(exercise: exercise, path: path))
                return finder.find(id, namedAt: site, faults: faults)
            },
            scenario: { name, site, faults in
                let path = name.hasPrefix("/") ? name : TimelineSearch.join(TimelineSearch.parent(path), name)
                do throws(FileBytes.Fault) {
                    return SourceFiles.File(path: path, bytes: try FileBytes.read(path))
                } catch {
                    faults.error(
                        site, "the scenario cannot be read", label: path, remarks: [error.sentence],
                        help: "name its file relative to this one")
                    return nil
                }
            })
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
        let lookup = Compilation.Lookup(
            timeline: { id, site, _, faults in
                if let known = files.timelines.first(where: { $0.id == id }) { return known.file }
                let near = EditDistance.nearest(to: id.text, among: files.timelines.map(\.id.text))
                faults.error(
                    site, "there is no timeline '\(id.text)'", label: "it is not among the files of the exercise",
                    help: near.map { "did you mean '\($0)'?" })
                return nil
            },
            scenario: { _, site, faults in
                if files.scenario == nil {
                    faults.error(site, "the scenario is not among the files of the exercise")
                }
                return files.scenario
            })
        return compilation.run(files.exercise, lookup)
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
