package import ExerciseModel

/// An event that the rules have yet to look at.
package struct WaitingEvent: Equatable, Sendable {
    package var position: Int64
    /// When it came.
    package var at: UTCInstant
    package var event: SimulationEvent
    /// The rules that looked at it when it came, by their `phase`, and matched.
    package var looked: Set<RuleID>

    init(_ event: SimulationEvent, in logged: Event, looked: [RuleMatch] = []) {
        (position, at) = (logged.position, logged.at)
        self.event = event
        self.looked = Set(looked.map(\.rule))
    }
}

/// The events that wait for the exercise to run again, in the order of their positions.
struct WaitingEvents: Equatable, Sendable {
    private var items: [WaitingEvent?] = []
    private var head = 0
    /// What their payloads hold together.
    private(set) var bytes = 0

    var count: Int { items.count - head }
    var first: WaitingEvent? { head < items.count ? items[head] : nil }

    mutating func append(_ event: WaitingEvent) {
        items.append(event)
        bytes += event.event.payload.bytes.count
    }

    mutating func popFirst() -> WaitingEvent? {
        guard head < items.count, let event = items[head].take() else { return nil }
        bytes -= event.event.payload.bytes.count
        head += 1
        if head == items.count || head >= 1_024 && head * 2 >= items.count {
            items.removeSubrange(0..<head)
            head = 0
        }
        return event
    }
}
