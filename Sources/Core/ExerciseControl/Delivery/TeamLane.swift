/// The injects released to one team and not yet settled, in the order in which they go out, one at a time.
package struct TeamLane: Equatable, Sendable {
    /// One message to send.
    package struct Item: Equatable, Sendable {
        /// The inject's place in the team's timeline.
        package var place: Int
        /// A delivered inject that a controller wants sent again.
        package var isRepeat: Bool
    }

    /// The number that the next released inject gets.
    package private(set) var nextSeq: Int64 = 1
    private var items: [Item] = []
    private var first = 0

    package init() {}

    /// What is at the broker, or goes there next.
    package var head: Item? { first < items.count ? items[first] : nil }

    /// How many wait, the head included.
    package var count: Int { items.count - first }

    /// All of them, in order.
    package var all: ArraySlice<Item> { items[first...] }

    mutating func append(_ item: Item) { items.append(item) }

    mutating func number(_ seq: Int64) { nextSeq = max(nextSeq, seq + 1) }

    mutating func remove(place: Int, isRepeat: Bool) {
        if let head, head.place == place, head.isRepeat == isRepeat {
            first += 1
            if first > 64, first * 2 > items.count {
                items.removeFirst(first)
                first = 0
            }
            return
        }
        guard let index = items[first...].firstIndex(of: Item(place: place, isRepeat: isRepeat)) else { return }
        items.remove(at: index)
    }

    mutating func clear() {
        items = []
        first = 0
    }
}
