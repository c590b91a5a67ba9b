/// A clock that is read across a room, three lines high.
enum BigDigits {
    private static let faces: [Character: [String]] = [
        "0": ["█▀█", "█ █", "▀▀▀"], "1": ["▀█ ", " █ ", "▀▀▀"], "2": ["▀▀█", "█▀▀", "▀▀▀"],
        "3": ["▀▀█", " ▀█", "▀▀▀"], "4": ["█ █", "▀▀█", "  ▀"], "5": ["█▀▀", "▀▀█", "▀▀▀"],
        "6": ["█▀▀", "█▀█", "▀▀▀"], "7": ["▀▀█", "  █", "  ▀"], "8": ["█▀█", "█▀█", "▀▀▀"],
        "9": ["█▀█", "▀▀█", "▀▀▀"], ":": ["▄", "▄", " "],
    ]

    /// The three lines of a text of digits and colons; anything else is left out.
    static func lines(_ text: String) -> [String] {
        (0..<3).map { row in text.compactMap { faces[$0]?[row] }.joined(separator: " ") }
    }
}
