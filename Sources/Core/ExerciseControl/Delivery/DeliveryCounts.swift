/// How many deliveries stand in each state; the sum is the number scheduled, at every position of the log.
package struct DeliveryCounts: Equatable, Sendable {
    private var counts = [Int](repeating: 0, count: DeliveryState.allCases.count)
    /// Released or held after their time.
    package var late = 0

    package init() {}

    /// The number in one state.
    package subscript(_ state: DeliveryState) -> Int { counts[index(state)] }

    /// All deliveries of the run.
    package var scheduled: Int { counts.reduce(0, +) }

    /// In a lane and not settled.
    package var underway: Int { self[.released] + self[.published] + self[.retrying] }

    mutating func add(_ state: DeliveryState) { counts[index(state)] += 1 }

    mutating func move(from old: DeliveryState, to new: DeliveryState) {
        counts[index(old)] -= 1
        counts[index(new)] += 1
    }

    private func index(_ state: DeliveryState) -> Int {
        switch state {
        case .scheduled: 0
        case .manual: 1
        case .waiting: 2
        case .held: 3
        case .queued: 4
        case .released: 5
        case .published: 6
        case .retrying: 7
        case .unheard: 8
        case .failed: 9
        case .delivered: 10
        case .skipped: 11
        }
    }
}
