import ExerciseModel
import Rehearsal

extension LaneChart {
    private static let muted: [(String, SVGCanvas.Value)] = [("fill", .text("#444"))]

    /// The times above and below the lanes, the beginning and the end.
    func drawAxis(_ canvas: inout SVGCanvas) {
        let end = endex.map { axis.x($0.microseconds) }
        for instant in axis.labelled {
            let x = axis.x(instant)
            canvas.line(
                x, LaneChart.top - 6, x, bottom + 6, [("stroke", .text("#777")), ("stroke-width", .number(0.7))])
            if let end, end - x < 84 { continue }
            drawTime(ExerciseInstant(microseconds: instant), name: instant == 0 ? "STARTEX" : nil, &canvas)
        }
        guard let endex, let end else { return }
        canvas.line(
            end, LaneChart.top - 8, end, bottom + 8, [("stroke", .text("#111")), ("stroke-width", .number(4))])
        drawTime(endex, name: "ENDEX", &canvas)
    }

    private var endex: ExerciseInstant? {
        timetable.endex.flatMap { (timetable.start...timetable.end).contains($0) ? $0 : nil }
    }

    private func drawTime(_ instant: ExerciseInstant, name: String?, _ canvas: inout SVGCanvas) {
        let (x, words) = (axis.x(instant.microseconds), TimetableText.point(instant))
        let middle: [(String, SVGCanvas.Value)] = [("text-anchor", .text("middle"))]
        for y in [LaneChart.top - 14, bottom + 24] {
            canvas.write(name == nil ? words : "", bold: name == nil ? "" : words, at: x, y, size: 15, middle)
        }
        if let name { canvas.write("", bold: name, at: x, LaneChart.top - 31, size: 15, middle) }
    }

    /// How many injects all teams together get in each span.
    func drawLoad(at top: Double, _ canvas: inout SVGCanvas) {
        let load = timetable.load(span: timetable.naturalSpan)
        let (height, base) = (62.0, top + 62)
        let most = Double(max(1, load.counts.max() ?? 0))
        for (place, count) in load.counts.enumerated() where count > 0 {
            let from = load.start.microseconds + Int64(place) * load.span
            let (left, right) = (axis.x(from), axis.x(min(from + load.span, axis.end)))
            let tall = height * Double(count) / most
            canvas.box(
                left + 0.5, base - tall, max(1, right - left - 1), tall,
                [("fill", .text("#bbb")), ("stroke", .text("#444")), ("stroke-width", .number(0.8))])
            if right - left > 20 {
                canvas.write(
                    "\(count)", at: (left + right) / 2, base - tall - 3, size: 12, [("text-anchor", .text("middle"))])
            }
        }
        canvas.line(axis.left, base, axis.right, base, [("stroke", .text("#111")), ("stroke-width", .number(1.2))])
        let span = TimeSpelling.text(ofLength: load.span)
        canvas.write("", bold: "Load", at: LaneChart.margin + 22, top + 16, size: 18)
        canvas.write("injects in \(span)", at: LaneChart.margin + 22, top + 36, size: 14, LaneChart.muted)
        if let busiest = load.busiest {
            canvas.write(
                "most: \(busiest.injects) from \(TimetableText.point(busiest.from))", at: LaneChart.margin + 22,
                top + 54, size: 14, LaneChart.muted)
        }
    }

    /// What the marks mean.
    func drawLegend(at y: Double, _ canvas: inout SVGCanvas) {
        var x = LaneChart.margin + 22
        for type in shapes.types {
            let (shape, isHollow) = shapes.shape(of: type)
            shape.draw(at: x, y - 5, radius: 8, fill: isHollow ? "#fff" : "#999", on: &canvas)
            canvas.write(type, at: x + 15, y, size: 15)
            x += LetterWidth.of(type, size: 15) + 42
        }
        if timetable.entries.contains(where: { $0.outcome == .manual }) {
            canvas.box(x - 7, y - 12, 14, 14, [("fill", .text("#fff")), ("stroke", .text("#111"))])
            canvas.write("released by hand", at: x + 15, y, size: 15)
            x += 170
        }
        if timetable.entries.contains(where: { $0.released == nil && $0.outcome != .manual }) {
            canvas.element(
                "circle",
                [
                    ("cx", .number(x)), ("cy", .number(y - 5)), ("r", .number(7)), ("fill", .text("#fff")),
                    ("stroke", .text("#111")),
                ])
            canvas.write("never sent", at: x + 15, y, size: 15)
            x += 120
        }
        if hasArrows {
            canvas.line(
                x - 8, y - 5, x + 26, y - 5,
                [("stroke", .text("#333")), ("stroke-width", .number(1.6)), ("marker-end", .text("url(#tip)"))])
            canvas.write("follows", at: x + 36, y, size: 15)
            x += 120
        }
        canvas.write(
            "times are exercise time", at: LaneChart.width - LaneChart.margin, y, size: 14,
            [("text-anchor", .text("end")), ("fill", .text("#444"))])
    }

    private var hasArrows: Bool {
        timetable.entries.contains { entry in
            if case .after = entry.schedule { entry.released != nil } else { false }
        }
    }
}
