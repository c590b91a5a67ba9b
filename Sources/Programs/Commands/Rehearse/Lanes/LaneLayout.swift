import ExerciseModel
import Rehearsal

/// Where the injects of one team stand in its lane: each at its instant, in the first row where its label has room.
struct LaneLayout {
    /// A mark with its label.
    struct Spot {
        var entry: Timetable.Entry
        var x: Double
        var row: Int
        var label: Label
        /// Whether the label stands to the left of the mark: there is no room on its right.
        var isFlipped: Bool
    }

    /// What is written beside a mark.
    struct Label {
        var id: String
        var title: String
        var width: Double
    }

    /// How large things are drawn.
    struct Style {
        var font: Double
        /// Characters of a title.
        var title: Int

        var radius: Double { font * 0.42 }
        var pitch: Double { font * 1.55 }

        /// From the most legible to the one that holds the most.
        static let all = [
            Style(font: 24, title: 70), Style(font: 21, title: 64), Style(font: 19, title: 60),
            Style(font: 17, title: 50), Style(font: 15, title: 44), Style(font: 13.5, title: 40),
            Style(font: 12, title: 36), Style(font: 11, title: 30), Style(font: 11, title: 22),
            Style(font: 10.5, title: 16), Style(font: 10, title: 10), Style(font: 10, title: 0),
            Style(font: 9, title: 0),
        ]
    }

    private(set) var spots: [Spot] = []
    private(set) var rows = 0
    /// What is not on the clock, row by row from the left: contingency injects, and what waits for ever.
    private(set) var apart: [[Spot]] = []

    var height: Int { max(rows, 1) + apart.count }

    /// `edge` is where labels must end.
    init(_ entries: [Timetable.Entry], axis: TimeAxis, style: Style, edge: Double) {
        place(entries, axis, style, edge)
        placeApart(entries.filter { $0.released == nil }, axis, style, edge)
    }

    /// In order of time, so that the end of what stands last in a row says whether there is room.
    private mutating func place(
        _ entries: [Timetable.Entry], _ axis: TimeAxis, _ style: Style, _ edge: Double
    ) {
        var ends: [Double] = []
        for entry in entries {
            guard let released = entry.released else { continue }
            let x = axis.x(released.microseconds)
            let label = LaneLayout.label(entry, style)
            let reach = style.radius * 1.8 + label.width
            let isFlipped = x + reach > edge && x - reach >= axis.left - style.radius
            let begin = x - (isFlipped ? reach : style.radius)
            let row = ends.firstIndex { $0 <= begin } ?? ends.count
            if row == ends.count { ends.append(0) }
            ends[row] = x + (isFlipped ? style.radius : reach) + style.font * 0.6
            spots.append(Spot(entry: entry, x: x, row: row, label: label, isFlipped: isFlipped))
        }
        rows = ends.count
    }

    private mutating func placeApart(
        _ entries: [Timetable.Entry], _ axis: TimeAxis, _ style: Style, _ edge: Double
    ) {
        var x = axis.left + style.font * 4.6
        for entry in entries {
            let spot = Spot(
                entry: entry, x: x + style.radius, row: 0, label: LaneLayout.label(entry, style), isFlipped: false)
            let needed = width(spot, style) + style.font
            if apart.isEmpty || (x + needed > edge && apart.last?.isEmpty == false) {
                apart.append([])
                x = axis.left + style.font * 4.6
            }
            var moved = spot
            moved.x = x + style.radius
            apart[apart.count - 1].append(moved)
            x += needed
        }
    }

    private func width(_ spot: Spot, _ style: Style) -> Double {
        style.radius * 2.8 + spot.label.width + style.font * 0.6
    }

    private static func label(_ entry: Timetable.Entry, _ style: Style) -> Label {
        let id = entry.inject.text
        // What stands apart has a row of its own, and room.
        var title = LetterWidth.cut(entry.title ?? "", to: entry.released == nil ? style.title * 3 : style.title)
        if case .waiting(let trigger) = entry.outcome {
            title = "waits until \(trigger.inject) is \(trigger.milestone.rawValue)"
        }
        let space = title.isEmpty ? 0 : LetterWidth.of(" ", size: style.font)
        return Label(
            id: id, title: title,
            width: LetterWidth.of(id, size: style.font, bold: true) + space + LetterWidth.of(title, size: style.font))
    }
}
