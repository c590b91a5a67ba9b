package import ExerciseModel

/// What reached an exercise: everything that it decides on, but the time, which comes with it.
package enum Input: Equatable, Sendable {
    /// A deadline that the exercise had named has come.
    case wake
    /// A daemon takes the exercise up; the row is where its clock was last seen.
    case opened(Opening)
    /// The files on disk, read again.
    case filesRead(LoadedExercise, changed: [String])
    case attending
    case attendanceRefused(reason: String)
    case linkLost(reason: String, inFlight: [DeliveryToken])
    case settled(DeliveryToken, DeliveryOutcome, at: Moment)
    case heard(HeardMessage)
    /// A command that came by another door than the broker.
    case command([UInt8], Door)
    /// A connection of a simulation opened, said something, or closed.
    case socket(SocketID, SocketNews)
    /// The calendar clock jumped by so many milliseconds.
    case clockJumped(milliseconds: Int64)

    /// Whether it is the first input after a start, before which the clock cannot be trusted.
    var isOpening: Bool {
        if case .opened = self { return true }
        return false
    }
}

/// The daemon that takes an exercise up.
package struct Opening: Equatable, Sendable {
    package var instance: InstanceID
    package var version: String
    package var bootID: String
    package var row: ClockRow?
    /// Whether the clock must stand, whatever `on_restart` says.
    package var mustStand = false

    package init(instance: InstanceID, version: String, bootID: String, row: ClockRow?) {
        self.instance = instance
        self.version = version
        self.bootID = bootID
        self.row = row
    }
}

/// What happened on a connection of a simulation.
package enum SocketNews: Equatable, Sendable {
    case opened
    /// One whole text message.
    case said([UInt8])
    /// A frame that no message can be read from, and why.
    case unreadable(RefusalCode, reason: String)
    case closed(reason: String)
}

/// Where a command came in and where its answer goes.
package enum Door: Equatable, Sendable {
    /// The control topic, with the response topic and correlation data of the message.
    case mqtt(responseTopic: String?, correlation: [UInt8]?)
    /// A caller inside the program, who waits under this number.
    case local(UInt64, origin: String)
    /// A rule, with the saga that carries it out.
    case rule(SagaID)

    /// How the mirror and the log name it.
    package var origin: String {
        switch self {
        case .mqtt: "mqtt"
        case .local(_, let origin): origin
        case .rule(let saga): "rule:\(saga)"
        }
    }
}
