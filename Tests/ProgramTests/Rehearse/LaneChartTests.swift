import ExerciseModel
import Rehearsal
import Testing

@testable import Commands

@Suite struct LaneChartTests {
    @Test(arguments: [Rehearsed.hour, Rehearsed.chain, Rehearsed.crowd(0), Rehearsed.crowd(1), Rehearsed.crowd(400)])
    func `the drawing is well-formed, and every inject stands in it once`(_ timetable: Timetable) {
        let check = XMLCheck(LaneChart(timetable).svg)

        #expect(check.faults == [])
        #expect(check.elements.first == "svg")
        let names = Set(timetable.entries.map(\.inject.text))
        let shown = check.texts.filter(names.contains).sorted()
        #expect(shown == timetable.entries.map(\.inject.text).sorted())
    }

    @Test func `what authors write is escaped, and control characters are left out`() {
        let check = XMLCheck(LaneChart(Rehearsed.hour).svg)

        #expect(check.texts.contains(" Cut <the> \"network\" & wait"))
        #expect(check.texts.contains(" A call[31m"))
    }

    @Test func `a check that finds nothing would be no check`() {
        #expect(XMLCheck("<a><b></a>").faults == ["</a> closes something else", "not closed: [\"a\"]"])
        #expect(XMLCheck("<a x=\"1\" x=\"2\">&nbsp;</a>").faults.count == 2)
        #expect(XMLCheck("<a x=\"\"1\">a > b</a>").faults.count == 2)
    }

    @Test func `an arrow leads from an inject to the one that follows it`() {
        #expect(LaneChart(Rehearsed.chain).svg.components(of: "marker-end").count == 2)
        #expect(LaneChart(Rehearsed.hour).svg.components(of: "marker-end").count == 0)
    }

    @Test(arguments: [Rehearsed.hour, Rehearsed.chain, Rehearsed.crowd(400)])
    func `no label stands over another`(_ timetable: Timetable) {
        let chart = LaneChart(timetable)

        for layout in chart.layouts {
            for row in Dictionary(grouping: layout.spots, by: \.row).values {
                let spans = row.map { spot in
                    let reach = chart.style.radius * 1.8 + spot.label.width
                    return spot.isFlipped
                        ? (spot.x - reach, spot.x + chart.style.radius) : (spot.x - chart.style.radius, spot.x + reach)
                }.sorted { $0.0 < $1.0 }
                #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.1 <= $1.0 })
            }
        }
    }

    @Test func `four hundred injects have titles still, on one sheet`() {
        let chart = LaneChart(Rehearsed.crowd(400))

        #expect(chart.bottom + LaneChart.foot <= LaneChart.sheet + 0.1)
        #expect(chart.style.font >= 10)
    }

    @Test func `what does not fit makes the sheet longer`() {
        let chart = LaneChart(Rehearsed.crowd(4_000))

        #expect(chart.bottom + LaneChart.foot > LaneChart.sheet)
        #expect(XMLCheck(chart.svg).faults == [])
    }
}

extension String {
    fileprivate func components(of word: String) -> [Range<Index>] { ranges(of: word) }
}
