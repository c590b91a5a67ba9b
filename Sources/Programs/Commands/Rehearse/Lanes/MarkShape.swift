/// The shape by which a type of inject is known, also in black and white.
enum MarkShape: CaseIterable {
    case circle, square, triangle, diamond, funnel, hexagon, cross, star

    /// The types of the exercise with a shape each; after eight types the shapes come again, hollow.
    struct Table {
        private let places: [String: Int]
        let types: [String]

        /// The types that `docs/inject-types.md` names come first, so that they look the same on every sheet.
        init(_ types: Set<String>) {
            let known = ["mail", "sms", "call", "social", "video", "article", "alert", "sensor"]
            self.types = known.filter(types.contains) + types.subtracting(known).sorted()
            let order = known + types.subtracting(known).sorted()
            places = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
        }

        /// The shape of a type, and whether it is hollow.
        func shape(of type: String) -> (shape: MarkShape, isHollow: Bool) {
            let place = places[type] ?? 0
            return (MarkShape.allCases[place % MarkShape.allCases.count], place / MarkShape.allCases.count % 2 == 1)
        }
    }

    /// Draws the shape around a point; `radius` is half its height.
    func draw(at x: Double, _ y: Double, radius: Double, fill: String, on canvas: inout SVGCanvas) {
        let ink: [(String, SVGCanvas.Value)] = [
            ("fill", .text(fill)), ("stroke", .text("#111")), ("stroke-width", .number(radius / 5)),
        ]
        switch self {
        case .circle:
            canvas.element("circle", [("cx", .number(x)), ("cy", .number(y)), ("r", .number(radius))] + ink)
        case .square: canvas.box(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, ink)
        default:
            let points = corners.map { corner in
                SVGCanvas.number(x + corner.x * radius) + "," + SVGCanvas.number(y + corner.y * radius)
            }
            canvas.element("polygon", [("points", .text(points.joined(separator: " ")))] + ink)
        }
    }

    /// In radii from the middle.
    private var corners: [(x: Double, y: Double)] {
        switch self {
        case .circle, .square: []
        case .triangle: [(0, -1.1), (1.1, 0.9), (-1.1, 0.9)]
        case .funnel: [(0, 1.1), (1.1, -0.9), (-1.1, -0.9)]
        case .diamond: [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)]
        case .hexagon: [(-0.55, -0.95), (0.55, -0.95), (1.15, 0), (0.55, 0.95), (-0.55, 0.95), (-1.15, 0)]
        case .cross:
            [
                (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1), (-0.4, 1.1),
                (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
            ]
        case .star:
            [
                (0, -1.3), (0.35, -0.45), (1.2, -0.4), (0.55, 0.15), (0.75, 1.05), (0, 0.55), (-0.75, 1.05),
                (-0.55, 0.15), (-1.2, -0.4), (-0.35, -0.45),
            ]
        }
    }
}
