import ScenarioFiles
import Testing

struct EditDistanceTests {
    @Test(
        arguments: [
            ("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("contian", "contain", 1), ("timline", "timeline", 1),
            ("é", "e", 1), ("abc", "abc", 0),
        ])
    func `slips are counted, a swap as one`(left: String, right: String, slips: Int) {
        #expect(EditDistance.between(left, right) == slips)
        #expect(EditDistance.between(right, left) == slips)
    }

    @Test func `only a near word is suggested`() {
        let words = ["id", "title", "timeline", "color"]
        #expect(
            ["titel", "Timeline", "colour", "xyz", "audience", "ids"].map { EditDistance.nearest(to: $0, among: words) }
                == ["title", "timeline", "color", nil, nil, "id"])
    }
}
