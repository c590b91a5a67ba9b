import ExerciseModel
import ExerciseTestKit
import LogChecker

/// A program that plays a part in the exercise, as honest and as steady as a seed says.
struct SimulationClient {
    /// What it said of a command, and says again when it is asked again.
    enum Word { case completed, failed }

    /// How it behaves until the calm; all of it in thousandths where nothing else is said.
    struct Manner {
        /// Whether it has forgotten what it did when it comes back.
        var forgets = false
        /// How often it echoes the name of a command.
        var echo = 1_000
        var silence = 0
        var failure = 0
        var undoFailure = 0
        var falsehood = 0
        /// How often it says a thing, at most.
        var copies: Int64 = 1
        /// Microseconds that an answer takes, at most.
        var pace: Int64 = 50_000
        /// Whether it stays until the end.
        var isSteady = true
        /// Whether it reports nothing once the faults are over.
        var isQuiet = false
        /// Whether it is not there when the calm comes, and does not come any more.
        var isLost = false

        /// Whether it does what the protocol asks: it remembers, and tells the truth.
        var conforms: Bool { !forgets && falsehood == 0 }
    }

    let id: SimulationID
    var manner = Manner()
    var isOverBroker = false
    var isRunning = false
    /// Counts its starts: what it meant to say in an earlier one, nobody says.
    var life = 0
    /// Counts its connections: what goes over an earlier one reaches nobody.
    var connection = 0
    var isConnected = false
    /// Its connection over WebSocket, as the daemon counts it.
    var socket: UInt64 = 0
    var isRegistered = false
    /// What it did, by the names of the commands.
    var words: [String: Word] = [:]
    /// Events that it wants to hear of, by their ids.
    var pending: [String: [UInt8]] = [:]
    /// What it reported, to say it again.
    var reported: [[UInt8]] = []
    /// When the last message is through that went each way: none overtakes another.
    var lastArrival: (up: Int64, down: Int64) = (0, 0)
    /// What is retained on its presence topic.
    var presence: [UInt8]?
    /// Whether the broker keeps for it what comes while it is away, and what it keeps.
    var keepsSession = false
    var kept: [[UInt8]] = []

    init(_ id: SimulationID, intensity: Intensity, _ random: inout SeededRandom) {
        self.id = id
        isOverBroker = random.chance(400)
        keepsSession = random.chance(500)
        manner.echo = random.pick([1_000, 1_000, 500, 0])
        manner.failure = random.pick([0, 0, 100, 300])
        guard intensity.faults > 0 else { return }
        manner.forgets = random.chance(200)
        manner.silence = random.pick([0, 0, 50, 300])
        manner.undoFailure = random.pick([0, 0, 100, 400])
        manner.falsehood = random.pick([0, 0, 0, 200, 500])
        manner.copies = random.pick([1, 1, 2, 5])
        manner.pace = random.pick([50_000, 50_000, 1_000_000, 9_000_000])
        manner.isSteady = random.chance(400)
        manner.isQuiet = random.chance(400)
        manner.isLost = random.chance(80)
    }
}

/// Something that happens to one simulation, outside the daemon.
enum SimulationHappening {
    /// It comes, or goes.
    case turns
    case connects(life: Int)
    /// Its last will is carried out.
    case will(life: Int)
    /// A connection opens at the daemon, brings it something, or is found gone there.
    case opened(socket: UInt64)
    case brings(socket: UInt64, [UInt8])
    case gone(socket: UInt64)
    case closed(socket: UInt64, daemon: Int)
    /// A message reaches the broker.
    case publishes(SimulationTopic, [UInt8])
    /// A message reaches it, or the end of its connection.
    case hears(connection: Int, [UInt8])
    case isCut(connection: Int)
    /// It says what it meant to say.
    case says(life: Int, SimulationTopic, [UInt8])
    case reports
    /// It asks again for what it has not heard of.
    case insists
}
