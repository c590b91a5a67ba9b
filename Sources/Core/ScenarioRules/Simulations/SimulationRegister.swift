package import ExerciseModel

/// The simulations that have registered, and which of them are connected.
package struct SimulationRegister: Equatable, Sendable {
    /// One that has registered.
    package struct Entry: Equatable, Sendable {
        package var name: String
        /// By which door it registered last.
        package var door: SimulationDoor
        package var isConnected: Bool
        /// When it came, or left.
        package var since: UTCInstant
        /// Why it is not connected; `nil` while it is.
        package var reason: String?

        package init(
            name: String, door: SimulationDoor, isConnected: Bool, since: UTCInstant, reason: String? = nil
        ) {
            self.name = name
            self.door = door
            self.isConnected = isConnected
            self.since = since
            self.reason = reason
        }
    }

    package private(set) var entries: [SimulationID: Entry] = [:]
    package private(set) var connected: Set<SimulationID> = []

    package init() {}

    /// What is known of a simulation; `nil` for one that has never registered.
    package subscript(_ simulation: SimulationID) -> Entry? { entries[simulation] }

    /// Those that a command reaches now: over the broker only while the broker is there.
    package func reachable(broker: Bool) -> Set<SimulationID> {
        broker ? connected : connected.filter { entries[$0]?.door != .mqtt }
    }

    /// Whether it has registered before, or one more may.
    package func hasRoom(for simulation: SimulationID) -> Bool {
        entries.count < Limits.simulations || entries[simulation] != nil
    }

    /// Whether a client's `online` on its MQTT topic brings it back: it registered there last, and is away.
    package func mayReturn(_ simulation: SimulationID) -> Bool {
        entries[simulation].map { $0.door == .mqtt && !$0.isConnected } ?? false
    }

    /// Folds a fact; those about other things change nothing. A reset leaves all as it is.
    package mutating func apply(_ event: Event) {
        switch event.fact {
        case .exerciseOpened:
            // No connection outlives the daemon; those at the broker say again that they are there.
            for simulation in connected { leave(simulation, "the daemon was away", event) }
        case .simulation(.registered(let simulation, let name, let door)):
            entries[simulation] = Entry(name: name, door: door, isConnected: true, since: event.at)
            connected.insert(simulation)
        case .simulation(.left(let simulation, let reason)): leave(simulation, reason, event)
        case .simulation(.returned(let simulation)):
            guard var entry = entries[simulation] else { return }
            (entry.isConnected, entry.since, entry.reason) = (true, event.at, nil)
            entries[simulation] = entry
            connected.insert(simulation)
        default: break
        }
    }

    private mutating func leave(_ simulation: SimulationID, _ reason: String, _ event: Event) {
        guard connected.remove(simulation) != nil, var entry = entries[simulation] else { return }
        (entry.isConnected, entry.since, entry.reason) = (false, event.at, reason)
        entries[simulation] = entry
    }
}
