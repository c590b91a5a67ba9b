/// Writes the elements of a drawing; every text and attribute is escaped.
struct SVGCanvas {
    private(set) var text = ""

    /// An element without content.
    mutating func element(_ name: String, _ attributes: [(String, Value)]) {
        text += "<\(name)\(SVGCanvas.written(attributes))/>\n"
    }

    /// An element around what the closure draws.
    mutating func group(_ attributes: [(String, Value)], _ body: (inout SVGCanvas) -> Void) {
        text += "<g\(SVGCanvas.written(attributes))>\n"
        body(&self)
        text += "</g>\n"
    }

    /// A line of text; `bold` stands before the rest.
    mutating func write(
        _ words: String, bold: String = "", at x: Double, _ y: Double, size: Double,
        _ attributes: [(String, Value)] = []
    ) {
        let place: [(String, Value)] = [("x", .number(x)), ("y", .number(y)), ("font-size", .number(size))]
        let lead = bold.isEmpty ? "" : "<tspan font-weight=\"700\">\(SVGCanvas.escaped(bold))</tspan>"
        let space = bold.isEmpty || words.isEmpty ? "" : " "
        text += "<text\(SVGCanvas.written(place + attributes))>\(lead)\(space)\(SVGCanvas.escaped(words))</text>\n"
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ attributes: [(String, Value)]) {
        element(
            "line", [("x1", .number(x1)), ("y1", .number(y1)), ("x2", .number(x2)), ("y2", .number(y2))] + attributes)
    }

    mutating func box(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ attributes: [(String, Value)]
    ) {
        let place: [(String, Value)] = [
            ("x", .number(x)), ("y", .number(y)), ("width", .number(width)), ("height", .number(height)),
        ]
        element("rect", place + attributes)
    }

    /// The value of an attribute.
    enum Value {
        case text(String)
        case number(Double)

        var words: String {
            switch self {
            case .text(let text): SVGCanvas.escaped(text)
            case .number(let number): SVGCanvas.number(number)
            }
        }
    }

    /// At most one decimal.
    static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }

    /// What XML takes as text; characters that it forbids are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t", "\r": escaped += " "
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": break
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func written(_ attributes: [(String, Value)]) -> String {
        attributes.map { " \($0.0)=\"\($0.1.words)\"" }.joined()
    }
}
