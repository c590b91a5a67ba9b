/// A queue whose ends cost the same however long it is.
struct FIFO<Element> {
    private var items: [Element?] = []
    private var head = 0

    var isEmpty: Bool { head == items.count }
    var count: Int { items.count - head }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        defer { leave() }
        return items[head].take()
    }

    private mutating func leave() {
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: items.count <= 1_024)
            head = 0
        } else if head >= 1_024, head * 2 >= items.count {
            items.removeSubrange(0..<head)
            head = 0
        }
    }
}
