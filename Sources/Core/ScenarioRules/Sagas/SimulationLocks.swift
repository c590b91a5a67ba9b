import ExerciseModel

/// Which saga holds which simulation, and who waits for it.
///
/// A saga gets all its simulations at once: when all are free and no older saga waits for one of them that could come
/// itself. One that cannot, because a blocked saga holds a simulation of its own, holds nobody back; so nobody waits
/// behind a blocked saga but those who need its simulations, and since nobody holds while waiting, nothing deadlocks.
struct SimulationLocks: Equatable, Sendable {
    /// One simulation.
    private struct Lock: Equatable, Sendable {
        /// `nil` while it is free.
        var holder: SagaID?
        /// Who waits for it. The top still waits, and no blocked saga keeps it from coming.
        var queue = SagaQueue()
    }

    /// Of each simulation that any saga has wanted.
    private var locks: [SimulationID: Lock] = [:]
    /// What blocked sagas hold.
    private var blocked: Set<SimulationID> = []
    /// What the sagas that wait want.
    private var wants: [SagaID: [SimulationID]] = [:]
    /// Who came to the top of a queue while a blocked saga kept it from coming.
    private var aside: [SimulationID: [SagaID]] = [:]
    /// Who may be granted now.
    private(set) var grantable = SagaSet()

    /// How many wait.
    var waiting: Int { wants.count }

    /// Who holds a simulation; `nil` when it is free.
    func holder(of simulation: SimulationID) -> SagaID? { locks[simulation]?.holder }

    /// Whether a new saga gets these at once.
    func areFree(_ simulations: [SimulationID]) -> Bool {
        simulations.allSatisfy { simulation in
            locks[simulation].map { $0.holder == nil && $0.queue.isEmpty } ?? true
        }
    }

    /// Whom the saga waits for: the holder of a simulation of its own, else an older one that is first in line.
    func obstacle(to id: SagaID) -> SagaID? {
        guard let simulations = wants[id] else { return nil }
        let holder = simulations.lazy.compactMap { locks[$0]?.holder }.first
        return holder ?? simulations.lazy.compactMap { locks[$0]?.queue.first }.first { $0 < id }
    }

    /// A new saga waits.
    mutating func wait(_ id: SagaID, for simulations: [SimulationID]) {
        wants[id] = simulations
        for simulation in simulations { locks[simulation, default: Lock()].queue.insert(id) }
        tidy(simulations)
    }

    /// A saga has its simulations.
    mutating func grant(_ id: SagaID, _ simulations: [SimulationID]) {
        for simulation in simulations { locks[simulation, default: Lock()].holder = id }
        leave(id, simulations)
    }

    /// A saga waits no more.
    mutating func leave(_ id: SagaID, _ simulations: [SimulationID]) {
        guard wants.removeValue(forKey: id) != nil else { return }
        grantable.remove(id)
        tidy(simulations)
    }

    /// A saga is over.
    mutating func release(_ simulations: [SimulationID]) {
        for simulation in simulations { locks[simulation]?.holder = nil }
        unblock(simulations)
        tidy(simulations)
    }

    /// A saga stands until an operator decides: those who wait for its simulations let others pass.
    mutating func block(_ simulations: [SimulationID]) {
        blocked.formUnion(simulations)
        tidy(Array(locks.keys))
    }

    /// An operator has decided: who stood aside is in its old place again.
    mutating func unblock(_ simulations: [SimulationID]) {
        guard !blocked.isDisjoint(with: simulations) else { return }
        blocked.subtract(simulations)
        for (simulation, ids) in aside {
            let back = ids.filter { wants[$0] != nil && !isKept($0) }
            for id in back { locks[simulation]?.queue.insert(id) }
            aside[simulation] = ids.filter { wants[$0] != nil && isKept($0) }
            if aside[simulation]?.isEmpty == true { aside[simulation] = nil }
        }
        tidy(Array(locks.keys))
        for id in grantable.ids where !isGrantable(id) { grantable.remove(id) }
    }

    /// Finds anew who may be granted.
    mutating func lookAgain() {
        grantable = SagaSet()
        tidy(Array(locks.keys))
    }

    /// Whether a blocked saga holds what it needs.
    private func isKept(_ id: SagaID) -> Bool {
        !blocked.isEmpty && wants[id]?.contains { blocked.contains($0) } ?? false
    }

    private func isGrantable(_ id: SagaID) -> Bool {
        wants[id]?.allSatisfy { locks[$0].map { $0.holder == nil && $0.queue.first == id } ?? false } ?? false
    }

    /// Has a saga on top of each of these queues that could come, and notes who may.
    private mutating func tidy(_ simulations: [SimulationID]) {
        for simulation in simulations {
            guard let place = locks.index(forKey: simulation) else { continue }
            while let first = locks.values[place].queue.first, wants[first] == nil || isKept(first) {
                locks.values[place].queue.removeFirst()
                if wants[first] != nil { aside[simulation, default: []].append(first) }
            }
        }
        var last: SagaID?
        for simulation in simulations {
            guard let lock = locks[simulation], lock.holder == nil, let first = lock.queue.first, first != last else {
                continue
            }
            last = first
            if isGrantable(first) { grantable.insert(first) }
        }
    }
}
