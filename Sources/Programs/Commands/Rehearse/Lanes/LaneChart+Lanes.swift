import ExerciseModel
import Rehearsal

extension LaneChart {
    /// The injects of one team: first what connects them, then marks and labels over it.
    func drawLane(_ place: Int, _ canvas: inout SVGCanvas) {
        let layout = layouts[place]
        let color = color(of: timetable.teams[place])
        let halo: [(String, SVGCanvas.Value)] = [
            ("paint-order", .text("stroke")), ("stroke", .text("#fff")), ("stroke-width", .number(style.font / 5)),
            ("stroke-linejoin", .text("round")),
        ]
        drawArrows(layout, place, &canvas)
        canvas.group(halo) { canvas in
            for spot in layout.spots { drawLabel(spot, y: y(of: spot, place), &canvas) }
            for (row, spots) in layout.apart.enumerated() {
                for spot in spots { drawLabel(spot, y: yApart(row, place), &canvas) }
            }
        }
        for spot in layout.spots { drawMark(spot, y: y(of: spot, place), color, &canvas) }
        for (row, spots) in layout.apart.enumerated() { drawApart(spots, y: yApart(row, place), row: row, &canvas) }
    }

    /// Rows are centred in the height that the lane has.
    private func y(ofRow row: Int, _ place: Int) -> Double {
        let used = Double(layouts[place].height) * pitch
        return lanes[place].y + (lanes[place].height - used) / 2 + (Double(row) + 0.5) * pitch
    }

    private func y(of spot: LaneLayout.Spot, _ place: Int) -> Double { y(ofRow: spot.row, place) }

    private func yApart(_ row: Int, _ place: Int) -> Double { y(ofRow: max(layouts[place].rows, 1) + row, place) }

    private func drawMark(_ spot: LaneLayout.Spot, y: Double, _ color: String, _ canvas: inout SVGCanvas) {
        let (shape, isHollow) = shapes.shape(of: spot.entry.type)
        shape.draw(at: spot.x, y, radius: style.radius, fill: isHollow ? "#fff" : color, on: &canvas)
    }

    private func drawLabel(_ spot: LaneLayout.Spot, y: Double, _ canvas: inout SVGCanvas) {
        let x = spot.isFlipped ? spot.x - style.radius * 1.8 : spot.x + style.radius * 1.8
        canvas.write(
            spot.label.title, bold: spot.label.id, at: x, y + style.font * 0.36, size: style.font,
            spot.isFlipped ? [("text-anchor", .text("end"))] : [])
    }

    /// What a controller's hand releases has an empty box to tick, what waits for ever a ring.
    private func drawApart(_ spots: [LaneLayout.Spot], y: Double, row: Int, _ canvas: inout SVGCanvas) {
        let left = axis.left - style.radius
        let ink: [(String, SVGCanvas.Value)] = [
            ("fill", .text("#fff")), ("stroke", .text("#111")), ("stroke-width", .number(style.radius / 4)),
        ]
        if row == 0 {
            canvas.line(
                left, y - pitch / 2, LaneChart.width - LaneChart.margin - 8, y - pitch / 2,
                [("stroke", .text("#888")), ("stroke-width", .number(0.8)), ("stroke-dasharray", .text("3 4"))])
            canvas.write(
                "apart", at: left, y + style.font * 0.36, size: style.font,
                [("font-style", .text("italic")), ("fill", .text("#444"))])
        }
        for spot in spots where spot.entry.outcome == .manual {
            canvas.box(spot.x - style.radius, y - style.radius, style.radius * 2, style.radius * 2, ink)
        }
        for spot in spots where spot.entry.outcome != .manual {
            canvas.element("circle", [("cx", .number(spot.x)), ("cy", .number(y)), ("r", .number(style.radius))] + ink)
        }
    }

    /// From each inject to those that follow it.
    private func drawArrows(_ layout: LaneLayout, _ place: Int, _ canvas: inout SVGCanvas) {
        let spots = Dictionary(layout.spots.map { ($0.entry.inject, $0) }) { first, _ in first }
        for spot in layout.spots {
            guard case .after(let trigger) = spot.entry.schedule, let cause = spots[trigger.inject] else { continue }
            let path = curve(from: (cause.x, y(of: cause, place)), to: (spot.x, y(of: spot, place)))
            canvas.element(
                "path",
                [
                    ("d", .text(path)), ("fill", .text("none")), ("stroke", .text("#333")),
                    ("stroke-width", .number(1.6)), ("marker-end", .text("url(#tip)")),
                ])
        }
    }

    /// From mark to mark between the rows, where no label stands; in one row below it.
    private func curve(from cause: (x: Double, y: Double), to follower: (x: Double, y: Double)) -> String {
        let isLevel = abs(follower.y - cause.y) < 1
        let side: Double = follower.y < cause.y - 1 ? -1 : 1
        let begin = cause.y + side * style.radius * 1.2
        let end = follower.y + (isLevel ? 1 : -side) * style.radius * 1.4
        let middle = isLevel ? cause.y + pitch * 0.8 : (begin + end) / 2
        let words = [cause.x, begin, cause.x, middle, follower.x, middle, follower.x, end].map(SVGCanvas.number)
        return "M\(words[0]) \(words[1]) C\(words[2]) \(words[3]) \(words[4]) \(words[5]) \(words[6]) \(words[7])"
    }
}
