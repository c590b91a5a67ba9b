import ExerciseModel
import ScenarioFiles
import Testing

@testable import Commands

@Suite struct ExpectedCheckTests {
    @Test func `an exercise that does what it expects has no fault`() {
        #expect(CheckVerb.rehearsed(file(expecting: "T+00:10"), file: "harbour.yaml").diagnostics == [])
    }

    @Test func `a broken expectation is an error at its place, and the exercise is not fine`() {
        let check = CheckVerb.rehearsed(file(expecting: "T+00:11"), file: "harbour.yaml")
        #expect(check.isFine == false)
        #expect(
            check.diagnostics.map { "\($0.file):\($0.line): \($0.message)" }
                == ["harbour.yaml:6: 'blue' expects 'a' at T+00:11, and gets it at T+00:10"])
    }

    private func file(expecting time: String) -> CheckedFile {
        let exercise = """
            exercise:
              id: harbour
              duration: 1h
              teams: [{id: blue, timeline: t}]
              expect:
                - {at: "\(time)", team: blue, inject: a}
            """
        let timeline = #"{"injects": [{"id": "a", "time": 10, "type": "sms", "content": "x"}]}"#
        let files = SourceFiles(
            exercise: SourceFiles.File(path: "harbour.yaml", bytes: Array(exercise.utf8)),
            timelines: [
                SourceFiles.TimelineFile(
                    id: TimelineID(trusted: "t"), file: SourceFiles.File(path: "t.json", bytes: Array(timeline.utf8)))
            ])
        return .exercise(ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()))
    }
}
