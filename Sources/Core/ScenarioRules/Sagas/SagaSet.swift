import ExerciseModel

/// Sagas by age, each once.
struct SagaSet: Equatable, Sendable {
    private(set) var ids: [SagaID] = []

    /// The oldest; `nil` when there is none.
    var first: SagaID? { ids.first }

    mutating func insert(_ id: SagaID) {
        let place = ids.place(of: id)
        if place == ids.count || ids[place] != id { ids.insert(id, at: place) }
    }

    mutating func remove(_ id: SagaID) {
        let place = ids.place(of: id)
        if place < ids.count, ids[place] == id { ids.remove(at: place) }
    }

    /// Has it in the set, or not.
    mutating func set(_ id: SagaID, _ isIn: Bool) { if isIn { insert(id) } else { remove(id) } }
}
