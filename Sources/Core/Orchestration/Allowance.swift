import ExerciseModel

/// How often something may happen to each in a span of time, so that a client gone wild costs the others nothing. A
/// span begins with the first that finds none under way.
struct Allowance<Key: Hashable & Sendable>: Sendable {
    let most: Int
    /// Microseconds.
    let span: Int64
    private var spans: [Key: Span] = [:]

    private struct Span {
        var since: WallInstant
        var count = 0
    }

    init(_ most: Int, within span: Int64) {
        self.most = most
        self.span = span
    }

    /// Takes one; answers how many are left behind it, below 0 when none was left for it.
    mutating func take(_ key: Key, at now: WallInstant) -> Int {
        var current = spans[key] ?? Span(since: now)
        if now.microseconds - current.since.microseconds >= span { current = Span(since: now) }
        current.count += 1
        spans[key] = current
        return most - current.count
    }
}
