import ExerciseModel
import Orchestration

/// What will happen in a simulated life, soonest first; of two at one instant the one that was planned first.
struct Agenda {
    private struct Entry {
        var time: Int64
        var order: Int
        var happening: Happening

        func isBefore(_ other: Entry) -> Bool { (time, order) < (other.time, other.order) }
    }

    private var heap: [Entry] = []
    private var planned = 0

    /// Microseconds of the life, or `nil` when nothing is planned.
    var next: Int64? { heap.first?.time }

    mutating func plan(_ happening: Happening, at time: Int64) {
        planned += 1
        heap.append(Entry(time: time, order: planned, happening: happening))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popNext() -> Happening? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.happening }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least])
            {
                least = child
            }
            guard least != parent else { return first.happening }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

/// One thing that happens in a simulated life, outside the daemon.
enum Happening {
    /// A message reaches the broker.
    case arrive(Flight)
    /// The broker's answer to a message reaches the gateway.
    case answer(flight: Int, DeliveryOutcome)
    /// The time limit of a message has passed.
    case expire(flight: Int)
    case hangUp
    case reconnect(link: Int)
    /// The subscriptions are answered.
    case subscribed(link: Int)
    case clientTurns(team: Int)
    case presence(team: Int, generation: Int)
    /// A team's client publishes on one of its own topics.
    case clientSays(team: Int, topic: String, payload: [UInt8], responseTopic: String?)
    case clientAsks(team: Int)
    case command
    case crash
    case restart(life: Int)
    case storeFails
    case daemonStalls
    case brokerStalls
    case rivalTurns
    case rivalSpeaks
    case filesChange
    case filesRead(life: Int)
    case calendarJumps
    case simulation(Int, SimulationHappening)
    /// The last fault is over.
    case calm
}

/// One message between the gateway and the broker.
struct Flight {
    var number: Int
    var link: Int
    var delivery: Delivery
    var handedAt: Int64
    var fate: Fate
}

/// What the broker makes of a message.
enum Fate {
    case fine
    case lost
    case answerLost
    case doubled
    case lostAfterAnswer
    case refused(UInt8)
    case hangsUp
}
