import ExerciseModel
import ScenarioFiles
import Testing

/// A timeline that is checked by itself.
struct LoneTimelineTests {
    private func check(_ text: String, as name: String = "gate.yaml") throws -> (CheckedFile, text: String) {
        var result: (CheckedFile, String)?
        try Scratch.with { root in
            try root.write(name, text)
            let checked = ExerciseFiles.check(
                path: root.path(name), defaults: DeliverySettings(), caps: ExerciseCaps(), search: TimelineSearch())
            guard case .timeline(let timeline) = checked else { return result = (checked, "") }
            let text = DiagnosticText(file: timeline.file).render(timeline.diagnostics)
            result = (checked, text.replacing(root.path(name), with: name))
        }
        return try #require(result)
    }

    @Test func `it needs no exercise, whatever names and objectives it speaks of`() throws {
        let (checked, text) = try check(
            """
            title: The gate
            id: gate
            injects:
            - {id: a, time: "T+9:00:00", type: sms, content: {text: x}, objectives: [contain]}
            - {id: b, after: {inject: a, delay: 1h}, type: sms, content: {text: x}}
            """)
        guard case .timeline(let timeline) = checked else {
            Issue.record("this is no timeline: \(checked)")
            return
        }
        #expect(text == "")
        #expect(checked.isFine)
        #expect(timeline.timeline?.id == TimelineID(trusted: "gate"))
        #expect(timeline.timeline?.injects.map(\.id.text) == ["a", "b"])
    }

    @Test func `its own faults are found`() throws {
        let (checked, text) = try check(
            """
            {"injects": [
              {"id": "a", "time": "5", "typ": "sms", "content": {"text": "x"}},
              {"id": "b", "after": "c", "type": "sms", "content": {"text": "x"}},
              {"id": "d", "time": 1000000, "type": "sms", "content": {"text": "x"}},
              {"id": "d", "after": "d", "type": "sms", "content": {"text": "x"}}
            ]}
            """, as: "gate.json")
        #expect(!checked.isFine)
        #expect(
            text == """
                gate.json:2:23: error: 'time' must be a time
                    2 |   {"id": "a", "time": "5", "typ": "sms", "content": {"text": "x"}},
                      |                       ^~~ a number in quotes has no unit
                  help: write "T+05:30", "1:05:30", 90s, or a number of seconds
                gate.json:2:28: error: an inject has no key 'typ'
                    2 |   {"id": "a", "time": "5", "typ": "sms", "content": {"text": "x"}},
                      |                            ^~~~~
                  help: did you mean 'type'?
                gate.json:3:24: error: inject 'b' waits for 'c', which is nowhere
                    3 |   {"id": "b", "after": "c", "type": "sms", "content": {"text": "x"}},
                      |                        ^~~ it would never go out
                  help: did you mean 'd'?
                gate.json:4:23: error: inject 'd' is due later than an exercise may last
                    4 |   {"id": "d", "time": 1000000, "type": "sms", "content": {"text": "x"}},
                      |                       ^~~~~~~ 1000000 s of at most 604800 s
                  help: move it, or raise MAX_EXERCISE_DURATION
                gate.json:5:10: error: inject 'd' stands twice in this timeline
                    5 |   {"id": "d", "after": "d", "type": "sms", "content": {"text": "x"}}
                      |          ^~~
                  note: it stands here first: gate.json:4:10
                  help: give one another id
                gate.json:5:24: error: inject 'd' waits for itself
                    5 |   {"id": "d", "after": "d", "type": "sms", "content": {"text": "x"}}
                      |                        ^~~ it would never go out
                  help: name another inject, or give it a 'time'

                """)
    }

    @Test func `one without injects is a warning, and a file of another kind is no timeline`() throws {
        let (_, text) = try check("injects: []\n")
        let (exercise, _) = try check("exercise: {id: gate}\n")
        let (neither, _) = try check("- a\n")
        #expect(
            text == """
                gate.yaml:1:1: warning: timeline 'gate' has no injects
                    1 | injects: []
                      | ^~~~~~~ its teams are sent nothing

                """)
        #expect(exercise.diagnostics.map(\.message) == ["exercise 'gate' has no teams"])
        #expect(neither.diagnostics.map(\.message) == ["an exercise file must hold a mapping"])
    }
}
