import ExerciseModel
import ScenarioFiles

/// Files as an author wrote them, compiled without the disk.
enum Authored {
    /// An exercise of two hours for one team.
    static let exercise = """
        exercise:
          id: harbour
          duration: 2h
          teams:
            - {id: blue, timeline: blue}

        """

    /// A timeline of one text message.
    static let timeline = """
        {"injects": [{"id": "a", "time": 60, "type": "sms", "content": {"text": "Hello"}}]}

        """

    /// Compiles an exercise, its timelines and its scenario; a text that begins with a brace is a JSON file.
    static func check(
        exercise: String = exercise, timelines: KeyValuePairs<String, String> = ["blue": timeline],
        scenario: String? = nil, caps: ExerciseCaps = ExerciseCaps()
    ) -> CheckedExercise {
        let files = timelines.map { name, text in
            let path = "timelines/\(name).\(text.hasPrefix("{") ? "json" : "yaml")"
            return SourceFiles.TimelineFile(id: TimelineID(trusted: name), file: file(path, text))
        }
        let path = "exercises/harbour.\(exercise.hasPrefix("{") ? "json" : "yaml")"
        return ExerciseFiles.compile(
            SourceFiles(
                exercise: file(path, exercise), timelines: files,
                scenario: scenario.map { file("exercises/scenario.yaml", $0) }), defaults: DeliverySettings(),
            caps: caps)
    }

    /// What an author reads about the files.
    static func faults(
        exercise: String = exercise, timelines: KeyValuePairs<String, String> = ["blue": timeline],
        scenario: String? = nil, caps: ExerciseCaps = ExerciseCaps()
    ) -> String {
        let checked = check(exercise: exercise, timelines: timelines, scenario: scenario, caps: caps)
        return DiagnosticText(files: checked.files).render(checked.diagnostics)
    }

    /// What an author reads about one timeline.
    static func faults(timeline: String, caps: ExerciseCaps = ExerciseCaps()) -> String {
        faults(timelines: ["blue": timeline], caps: caps)
    }

    /// The content of the one inject of a YAML timeline, as JSON; `nil` when it is refused.
    static func content(yaml: String) -> String? {
        let timeline = "injects:\n- {id: a, time: 0, type: t, content: \(yaml)}\n"
        return check(timelines: ["blue": timeline]).plan.map { plan in
            String(decoding: plan.timelines[0].injects[0].content.bytes, as: UTF8.self)
        }
    }

    private static func file(_ path: String, _ text: String) -> SourceFiles.File {
        SourceFiles.File(path: path, bytes: Array(text.utf8))
    }
}
