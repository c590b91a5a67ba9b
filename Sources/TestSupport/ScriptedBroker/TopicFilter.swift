/// A topic filter (MQTT 5, 4.7).
struct TopicFilter {
    private let levels: [Substring]

    init(_ text: String) { levels = text.split(separator: "/", omittingEmptySubsequences: false) }

    func matches(_ topic: String) -> Bool {
        let names = topic.split(separator: "/", omittingEmptySubsequences: false)
        if levels.last == "#" {
            return names.count >= levels.count - 1 && zip(levels.dropLast(), names).allSatisfy(Self.agree)
        }
        return names.count == levels.count && zip(levels, names).allSatisfy(Self.agree)
    }

    private static func agree(_ level: Substring, _ name: Substring) -> Bool { level == "+" || level == name }
}
