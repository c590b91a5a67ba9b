/// Colours and weights on a terminal that wants them; elsewhere the bare text.
struct Ink {
    let isColored: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }

    func faint(_ text: String) -> String { wrap(text, "2") }

    func good(_ text: String) -> String { wrap(text, "32") }

    func bad(_ text: String) -> String { wrap(text, "1;31") }

    /// In a team's colour, `#rrggbb`; bold where it has none.
    func team(_ text: String, _ color: String?) -> String {
        guard let color, color.hasPrefix("#"), color.utf8.count == 7,
            let number = Int(color.dropFirst(), radix: 16)
        else { return bold(text) }
        return wrap(text, "1;38;2;\(number >> 16);\(number >> 8 & 255);\(number & 255)")
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
