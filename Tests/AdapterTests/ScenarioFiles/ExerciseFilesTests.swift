import ExerciseModel
import Glibc
import ScenarioFiles
import Testing

/// Files on a disk: where timelines are found, and what is said of files that cannot be read.
struct ExerciseFilesTests {
    private func read(_ path: String, search: TimelineSearch = TimelineSearch()) -> CheckedExercise {
        ExerciseFiles.read(path: path, defaults: DeliverySettings(), caps: ExerciseCaps(), search: search)
    }

    @Test func `timelines are looked for in the settings first, then beside the file and above it`() {
        let search = TimelineSearch(timelineStorage: "/store", mediaStorage: "/media/")
        let id = ExerciseID(trusted: "e")
        #expect(
            search.folders(exercise: id, path: "exercises/deep/e.yaml")
                == ["/store", "/media/e/timelines", "exercises/deep/timelines", "exercises/timelines", "timelines"])
        #expect(
            TimelineSearch().folders(exercise: id, path: "e.yaml") == ["timelines", "../timelines", "../../timelines"])
        #expect(TimelineSearch().folders(exercise: id, path: "/e.yaml") == ["/timelines"])
    }

    @Test func `the first folder and the first ending win`() throws {
        try Scratch.with { root in
            try root.write("exercises/e.yaml", Authored.exercise)
            try root.write("timelines/blue.yaml", "injects:\n- {id: yaml, time: 0, type: t, content: 1}\n")
            let above = read(root.path("exercises/e.yaml")).files?.timelines.map(\.file.path)
            try root.write("timelines/blue.json", Authored.timeline)
            let ending = read(root.path("exercises/e.yaml")).files?.timelines.map(\.file.path)
            try root.write("exercises/timelines/blue.yml", "injects:\n- {id: yml, time: 0, type: t, content: 1}\n")
            let beside = read(root.path("exercises/e.yaml")).files?.timelines.map(\.file.path)
            try root.write("media/harbour/timelines/blue.json", Authored.timeline)
            let search = TimelineSearch(timelineStorage: root.path("none"), mediaStorage: root.path("media"))
            let media = read(root.path("exercises/e.yaml"), search: search).files?.timelines.map(\.file.path)
            #expect(
                [above, ending, beside, media] == [
                    [root.path("timelines/blue.yaml")], [root.path("timelines/blue.json")],
                    [root.path("exercises/timelines/blue.yml")], [root.path("media/harbour/timelines/blue.json")],
                ])
        }
    }

    @Test func `a timeline that is nowhere names the folders and the nearest file`() throws {
        try Scratch.with { root in
            try root.write("exercises/e.yaml", Authored.exercise)
            try root.write("timelines/blu.json", Authored.timeline)
            let checked = read(root.path("exercises/e.yaml"))
            #expect(
                checked.diagnostics == [
                    Diagnostic(
                        severity: .error, file: root.path("exercises/e.yaml"), line: 5, column: 28, length: 4,
                        message: "there is no timeline 'blue'", label: "no blue.json, blue.yaml, blue.yml",
                        notes: [
                            .init(message: "looked in \(root.path("exercises/timelines"))/"),
                            .init(message: "looked in \(root.path("timelines"))/"),
                            .init(message: "looked in \(root.parent)/timelines/"),
                        ], help: "did you mean 'blu'?")
                ])
        }
    }

    @Test func `a timeline that is a folder is named`() throws {
        try Scratch.with { root in
            try root.write("e.yaml", Authored.exercise)
            try root.write("timelines/blue.json/x", "")
            let checked = read(root.path("e.yaml"))
            #expect(checked.diagnostics.map(\.message) == ["timeline 'blue' cannot be read"])
            #expect(checked.diagnostics.map(\.notes) == [[.init(message: "this is a directory, no file")]])
        }
    }

    @Test func `files that cannot be read are named`() throws {
        try Scratch.with { root in
            try root.write("folder/x", "")
            #expect(mkfifo(root.path("pipe.yaml"), 0o600) == 0)
            try root.write("big.yaml", "")
            #expect(truncate(root.path("big.yaml"), Limits.file + 1) == 0)
            let paths = ["none.yaml", "folder", "pipe.yaml", "big.yaml"].map { root.path($0) }
            let texts = paths.map { DiagnosticText(files: nil).render(read($0).diagnostics) }
            #expect(
                texts == [
                    "\(paths[0]): error: there is no such file\n",
                    "\(paths[1]): error: this is a directory, no file\n",
                    "\(paths[2]): error: this is no regular file\n",
                    "\(paths[3]): error: the file is larger than 256 MiB\n",
                ])
        }
    }

    @Test func `compiling from the bytes gives the same without the disk`() throws {
        try Scratch.with { root in
            try root.write("e.yaml", Authored.exercise)
            try root.write("timelines/blue.json", Authored.timeline)
            let checked = read(root.path("e.yaml"))
            let files = try #require(checked.files)
            try root.remove("timelines/blue.json")
            #expect(checked.plan != nil)
            #expect(ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()) == checked)
        }
    }
}
