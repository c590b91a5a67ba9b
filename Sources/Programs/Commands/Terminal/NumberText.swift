/// Numbers as people read them.
enum NumberText {
    /// `60` of 60000, `0.5` of 500.
    static func decimal(thousandths: Int64) -> String {
        let rest = thousandths % 1_000
        guard rest > 0 else { return "\(thousandths / 1_000)" }
        let digits = String("\(1_000 + rest)".dropFirst().reversed().drop { $0 == "0" }.reversed())
        return "\(thousandths / 1_000).\(digits)"
    }

    /// `7 s`, `4 min`, `2 h 05 min`, `3 d` of so many seconds.
    static func age(seconds: Int64) -> String {
        switch max(0, seconds) {
        case ..<100: return "\(max(0, seconds)) s"
        case ..<6_000: return "\(seconds / 60) min"
        case ..<172_800:
            let minutes = seconds / 60 % 60
            return "\(seconds / 3_600) h \(minutes < 10 ? "0" : "")\(minutes) min"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// `0:07`, `4:30`, `1:04:30` until something comes.
    static func countdown(seconds: Int64) -> String {
        let seconds = max(0, seconds)
        let tail = two(seconds % 60)
        return seconds < 3_600
            ? "\(seconds / 60):\(tail)" : "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(tail)"
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
