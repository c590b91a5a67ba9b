import ExerciseModel

/// Sagas that wait for one simulation: a heap, the oldest on top. Nobody is taken out of its middle; who has gone is
/// dropped on coming to the top.
struct SagaQueue: Equatable, Sendable {
    private var heap: [SagaID] = []

    /// The oldest; `nil` when nobody is here.
    var first: SagaID? { heap.first }
    var isEmpty: Bool { heap.isEmpty }

    mutating func insert(_ id: SagaID) {
        heap.append(id)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
