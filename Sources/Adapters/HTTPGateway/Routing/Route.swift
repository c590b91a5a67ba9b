/// One method of one path, and what answers it.
package struct Route: Sendable {
    package var method: String
    package var segments: [Segment]
    package var answer: @Sendable (Inquiry) async -> Answer

    /// One part of a path.
    package enum Segment: Equatable, Sendable {
        case word(Substring)
        /// `{name}`: any word, which the route is told.
        case name(String)
    }

    /// Takes a path as `/api/v1/exercises/{exercise}`.
    package init(_ method: String, _ path: String, answer: @escaping @Sendable (Inquiry) async -> Answer) {
        self.method = method
        self.answer = answer
        segments = Route.split(path[...]).map { word in
            word.hasPrefix("{") ? .name(String(word.dropFirst().dropLast())) : .word(word)
        }
    }

    /// What stands in the path at each name; `nil` when the path is another.
    func names(in words: [Substring]) -> [String: Substring]? {
        guard words.count == segments.count else { return nil }
        var names: [String: Substring] = [:]
        for (segment, word) in zip(segments, words) {
            switch segment {
            case .word(let own): guard own == word else { return nil }
            case .name(let name):
                guard !word.isEmpty else { return nil }
                names[name] = word
            }
        }
        return names
    }

    static func split(_ path: Substring) -> [Substring] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }
}

/// A request that has found its route.
package struct Inquiry: Sendable {
    package var head: RequestHead
    /// What stands in the path at each of the route's names.
    package var names: [String: Substring]

    package init(_ head: RequestHead, names: [String: Substring] = [:]) {
        self.head = head
        self.names = names
    }
}
