import ExerciseModel
import ScenarioRules

/// Which connection each simulation has, and what went out on it: lost with the process; the log says what is owed.
struct SimulationDoors: Sendable {
    /// Where a simulation hears us.
    enum Door: Hashable, Sendable {
        case socket(SocketID)
        case mqtt
    }

    /// One attempt at a step, as it was handed over.
    struct Handed: Equatable, Sendable {
        var saga: SagaID
        var step: StepName
        var attempt: Int

        init(_ owed: OwedCommand) { (saga, step, attempt) = (owed.saga, owed.step, owed.attempt) }
    }

    private var names: [SocketID: SimulationID] = [:]
    private var doors: [SimulationID: Door] = [:]
    private var handed: [SimulationID: [Handed]] = [:]
    private(set) var touched: Set<SimulationID> = []

    /// Who registered on a connection; `nil` when nobody has.
    func simulation(on socket: SocketID) -> SimulationID? { names[socket] }

    /// Where a simulation hears us now; `nil` when nowhere.
    func door(of simulation: SimulationID) -> Door? { doors[simulation] }

    /// A simulation is at this door from now on; what it is owed goes out anew.
    mutating func open(_ simulation: SimulationID, at door: Door) {
        if case .socket(let old)? = doors[simulation] { names[old] = nil }
        doors[simulation] = door
        if case .socket(let socket) = door { names[socket] = simulation }
        handed[simulation] = nil
        touched.insert(simulation)
    }

    /// A simulation left.
    mutating func close(_ simulation: SimulationID) {
        if case .socket(let socket)? = doors.removeValue(forKey: simulation) { names[socket] = nil }
        handed[simulation] = nil
    }

    /// It must be looked what a simulation is owed.
    mutating func touch(_ simulation: SimulationID) { touched.insert(simulation) }

    /// It must be looked what any simulation is owed.
    mutating func touchAll() { touched.formUnion(doors.keys) }

    /// The broker has forgotten what it held for those that hear us there.
    mutating func forgetBroker() {
        for (simulation, door) in doors where door == .mqtt {
            handed[simulation] = nil
            touched.insert(simulation)
        }
    }

    /// Of all that a simulation is owed, what has not gone out yet; it counts as gone.
    mutating func hand(_ owed: [OwedCommand], to simulation: SimulationID) -> [OwedCommand] {
        let before = handed.updateValue(owed.map(Handed.init), forKey: simulation) ?? []
        return owed.filter { !before.contains(Handed($0)) }
    }

    /// All touched simulations, in order; they count as looked at. Those at the broker stay touched until it is there.
    mutating func takeTouched(broker: Bool) -> [SimulationID] {
        guard !touched.isEmpty else { return [] }
        let waiting: Set<SimulationID> = broker ? [] : touched.filter { doors[$0] == .mqtt }
        defer { touched = waiting }
        return touched.subtracting(waiting).sorted()
    }
}
