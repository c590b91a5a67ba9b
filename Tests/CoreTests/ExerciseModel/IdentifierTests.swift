import ExerciseModel
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: ["a", "7", "harbour-ransomware", "A_b-9", String(repeating: "x", count: 64)])
    func `a name for topics keeps to its rule`(text: String) {
        #expect(
            [ExerciseID(text)?.text, TeamID(text)?.text, SimulationID(text)?.text, InstanceID(text)?.text]
                == [text, text, text, text])
    }

    @Test(arguments: [
        "", "-a", "_a", ".a", "a.b", "a/b", "a+", "#", "a b", "a\n", "ä", "a\u{301}", "a\u{0}",
        String(repeating: "x", count: 65),
    ])
    func `nothing else gets into a topic`(text: String) {
        #expect(
            [ExerciseID(text)?.text, TeamID(text)?.text, SimulationID(text)?.text, InstanceID(text)?.text]
                == [nil, nil, nil, nil])
    }

    @Test func `injects and timelines may hold dots, but not begin with one`() {
        #expect(InjectID("inject-1.2")?.text == "inject-1.2")
        #expect(TimelineID("blue.standard")?.text == "blue.standard")
        #expect([InjectID(".1")?.text, TimelineID("a/b")?.text] == [nil, nil])
    }

    @Test func `names are ordered by their bytes`() {
        let names = ["b", "B", "a-", "a", "10", "9"].map(TeamID.init(trusted:))
        #expect(names.sorted().map(\.text) == ["10", "9", "B", "a", "a-", "b"])
    }
}
