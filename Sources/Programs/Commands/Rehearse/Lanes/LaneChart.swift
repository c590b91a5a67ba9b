import ExerciseModel
import Rehearsal

/// The lanes of all teams over time on one sheet, to print and hang on the wall: A3 landscape, or longer where so many
/// lanes need it. One unit is a quarter of a millimetre.
struct LaneChart {
    static let width = 1_680.0
    static let sheet = 1_188.0
    static let margin = 44.0
    /// Where lanes begin; left of it stand the names of the teams.
    static let left = 250.0
    static let right = 1_590.0
    static let top = 158.0
    /// Below the lanes: their time labels, the curve of the load, the legend.
    static let foot = 214.0

    let timetable: Timetable
    let axis: TimeAxis
    let shapes: MarkShape.Table
    let style: LaneLayout.Style
    let layouts: [LaneLayout]
    /// Top and height of each lane.
    let lanes: [(y: Double, height: Double)]
    let pitch: Double

    init(_ timetable: Timetable) {
        self.timetable = timetable
        axis = TimeAxis(
            from: timetable.start, to: timetable.end, left: LaneChart.left + 16, right: LaneChart.right)
        shapes = MarkShape.Table(Set(timetable.entries.map(\.type)))
        let room = LaneChart.sheet - LaneChart.top - LaneChart.foot
        let edge = timetable.endex == timetable.end ? LaneChart.right - 4 : LaneChart.width - LaneChart.margin
        var chosen: (style: LaneLayout.Style, layouts: [LaneLayout], height: Double)?
        for style in LaneLayout.Style.all {
            let layouts = timetable.teams.map { [axis] team in
                LaneLayout(
                    timetable.entries(of: team.id), axis: axis, style: style, edge: edge)
            }
            let height = layouts.reduce(0) { $0 + LaneChart.height($1, style, pitch: style.pitch) }
            chosen = (style, layouts, height)
            if height <= room { break }
        }
        style = chosen?.style ?? LaneLayout.Style.all[0]
        layouts = chosen?.layouts ?? []
        // What is left of the sheet is shared out, first among the rows, then among the lanes.
        let rows = layouts.reduce(0) { $0 + $1.height }
        let spare = max(0, room - (chosen?.height ?? 0))
        let pitch = min(style.pitch * 1.7, style.pitch + spare / Double(max(1, rows)))
        self.pitch = pitch
        let heights = layouts.map { [style] in LaneChart.height($0, style, pitch: pitch) }
        let share = max(0, room - heights.reduce(0, +)) / Double(max(1, heights.count))
        var y = LaneChart.top
        lanes = heights.map { height in
            defer { y += height + share }
            return (y, height + share)
        }
    }

    private static func height(_ layout: LaneLayout, _ style: LaneLayout.Style, pitch: Double) -> Double {
        Double(layout.height) * pitch + style.font * 0.9
    }

    /// Where the lanes end.
    var bottom: Double { lanes.last.map { $0.y + $0.height } ?? LaneChart.top }

    /// The whole drawing; all text is text, nothing is fetched.
    var svg: String {
        let height = max(LaneChart.sheet, bottom + LaneChart.foot)
        var canvas = SVGCanvas()
        drawPaper(height, &canvas)
        drawTitle(&canvas)
        for place in timetable.teams.indices { drawGround(place, &canvas) }
        drawAxis(&canvas)
        for place in timetable.teams.indices { drawLane(place, &canvas) }
        drawLoad(at: bottom + 50, &canvas)
        drawLegend(at: height - 40, &canvas)
        let size = "width=\"420mm\" height=\"\(SVGCanvas.number(height / 4))mm\""
        let box = "viewBox=\"0 0 \(SVGCanvas.number(LaneChart.width)) \(SVGCanvas.number(height))\""
        let font = "font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" \(size) \(box) \(font) fill="#111">
            <title>\(SVGCanvas.escaped(name))</title>
            <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
            orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#333"/></marker></defs>
            \(canvas.text)</svg>

            """
    }

    var name: String { timetable.title.isEmpty ? timetable.exercise.text : timetable.title }

    private func drawPaper(_ height: Double, _ canvas: inout SVGCanvas) {
        canvas.box(0, 0, LaneChart.width, height, [("fill", .text("#fff"))])
    }

    private func drawTitle(_ canvas: inout SVGCanvas) {
        let title = LetterWidth.cut(name, to: 80)
        let size = min(40, 40 * (LaneChart.width - 2 * LaneChart.margin) / LetterWidth.of(title, size: 40, bold: true))
        canvas.write("", bold: title, at: LaneChart.margin, 74, size: size)
        let sent = timetable.entries.count { $0.released != nil }
        let byHand = timetable.entries.count { $0.outcome == .manual }
        var words = ["\(timetable.exercise)", "\(timetable.teams.count) teams", "\(sent) injects"]
        if byHand > 0 { words.append("\(byHand) more by hand") }
        words.append("\(TimetableText.point(timetable.start)) to \(TimetableText.point(timetable.end))")
        canvas.write(words.joined(separator: "  ·  "), at: LaneChart.margin, 104, size: 18, [("fill", .text("#444"))])
    }

    /// A team's name and the tint of its lane.
    private func drawGround(_ place: Int, _ canvas: inout SVGCanvas) {
        let (team, lane) = (timetable.teams[place], lanes[place])
        let color = color(of: team)
        canvas.box(
            LaneChart.margin, lane.y, LaneChart.width - 2 * LaneChart.margin, lane.height,
            [("fill", .text(color)), ("fill-opacity", .text(place % 2 == 0 ? "0.10" : "0.05"))])
        canvas.box(LaneChart.margin, lane.y, 12, lane.height, [("fill", .text(color))])
        canvas.line(
            LaneChart.margin, lane.y + lane.height, LaneChart.width - LaneChart.margin, lane.y + lane.height,
            [("stroke", .text("#999")), ("stroke-width", .number(0.8))])
        let size = min(22, lane.height * 0.55)
        let lines = LaneChart.wrapped(team.name, width: LaneChart.left - LaneChart.margin - 24, size: size)
        let shown = lines.prefix(max(1, min(3, Int(lane.height / (size * 1.2)) - 1)))
        var y = lane.y + size * 1.1
        for line in shown {
            canvas.write("", bold: line, at: LaneChart.margin + 22, y, size: size)
            y += size * 1.15
        }
        guard y + 4 < lane.y + lane.height else { return }
        let sent = timetable.entries(of: team.id).count { $0.released != nil }
        canvas.write(
            "\(team.id)  ·  \(sent) injects", at: LaneChart.margin + 22, y, size: min(15, size),
            [("fill", .text("#444"))])
    }

    func color(of team: Team) -> String { team.color ?? "#777777" }

    /// The words of a name in lines that fit.
    private static func wrapped(_ name: String, width: Double, size: Double) -> [String] {
        var lines: [String] = []
        for word in name.split(separator: " ") {
            if let last = lines.last, LetterWidth.of("\(last) \(word)", size: size, bold: true) <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
