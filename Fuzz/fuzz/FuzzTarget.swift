import ExerciseModel
import MQTTGateway
import ScenarioFiles

/// What bytes from outside are read by. A target traps when a reader does, or when what it read does not hold.
enum FuzzTarget: String, CaseIterable {
    /// An exercise file.
    case yaml
    /// A timeline in JSON.
    case timeline
    /// A message on the control topic, taken by a running exercise.
    case control
    /// A message of a team with properties of MQTT 5, taken by a running exercise.
    case properties
    /// A record of the event log.
    case event
    /// A message of a simulation over either door, taken by a running exercise.
    case simulation
    /// What a client sends over a WebSocket.
    case frames

    func test(_ bytes: UnsafeBufferPointer<UInt8>) {
        switch self {
        case .yaml: FuzzTarget.compile(exercise: Array(bytes), timelines: [])
        case .timeline:
            let file = SourceFiles.File(path: "timelines/t.json", bytes: Array(bytes))
            FuzzTarget.compile(
                exercise: Array(exercise.utf8),
                timelines: [SourceFiles.TimelineFile(id: TimelineID(trusted: "t"), file: file)])
        case .control: ExercisedMachine.shared.hear(Topic.control(ExercisedMachine.id), Array(bytes))
        case .properties: FuzzTarget.hear(bytes)
        case .event: FuzzTarget.decode(bytes)
        case .simulation: FuzzTarget.say(bytes)
        case .frames: FuzzedFrames.read(bytes)
        }
    }

    private var exercise: String {
        "exercise: {id: x, duration: 1h, teams: [{id: blue, timeline: t}, {id: red, timeline: t}]}"
    }

    /// Reads files, and words every fault as a person would see it.
    private static func compile(exercise: [UInt8], timelines: [SourceFiles.TimelineFile]) {
        let files = SourceFiles(
            exercise: SourceFiles.File(path: "exercises/x.yaml", bytes: exercise), timelines: timelines)
        let checked = ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps())
        precondition(checked.plan != nil || !checked.diagnostics.isEmpty, "refused without a word")
        _ = DiagnosticText(files: checked.files, color: true).render(checked.diagnostics)
        _ = Diagnostic.json(checked.diagnostics)
    }

    /// The first byte chooses the topic, the second how much of the rest is a response topic and correlation data.
    private static func hear(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 2 else { return }
        let (exercise, team) = (ExercisedMachine.id, ExercisedMachine.team)
        let topics = [
            Topic.control(exercise), Topic.receipt(exercise, team), Topic.replay(exercise, team),
            Topic.presence(exercise, team), Topic.timer(exercise),
            Topic.instanceStatus(InstanceID(trusted: "other")),
        ]
        let rest = bytes.dropFirst(2)
        let head = rest.prefix(min(Int(bytes[1]), rest.count))
        let properties = SampleProperties(responseTopic: Array(head), correlation: Array(head.reversed()))
        ExercisedMachine.shared.hear(
            topics[Int(bytes[0]) % topics.count], Array(rest.dropFirst(head.count)),
            responseTopic: properties.responseTopic, correlation: properties.correlation)
    }

    /// The first byte chooses the door: a connection that has registered, one that has not, or a topic.
    private static func say(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let door = bytes.first else { return }
        let message = Array(bytes.dropFirst())
        let topics = SimulationTopic.allCases
        switch Int(door) % (topics.count + 2) {
        case 0: ExercisedMachine.shared.say(message, on: ExercisedMachine.socket)
        case 1: ExercisedMachine.shared.say(message, on: SocketID(2))
        case let place:
            let topic = Topic.simulation(ExercisedMachine.id, ExercisedMachine.simulation, topics[place - 2])
            ExercisedMachine.shared.hear(topic, message)
        }
    }

    /// A type, a line feed and data: what is understood must come back the same from its own writing.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let split = bytes.firstIndex(of: 0x0A) else { return }
        let type = String(decoding: bytes[..<split], as: UTF8.self)
        guard let fact = fact(type, Array(bytes[(split + 1)...])) else { return }
        let encoded = FactCodec.encode(fact)
        precondition(self.fact(encoded.type, encoded.data) == fact, "\(encoded.type) came back otherwise")
    }

    private static func fact(_ type: String, _ data: [UInt8]) -> Fact? {
        let codec = FactCodec { _, _ in ExercisePlan(id: ExercisedMachine.id) }
        let zero = ExerciseInstant.zero
        let record = EventRecord(
            exercise: ExercisedMachine.id, position: 1, run: 1, type: type, schema: 1, id: "x-1", exerciseTime: zero,
            at: UTCInstant(milliseconds: 0), actor: "", causation: nil, correlation: "x-1", data: data)
        return try? codec.event(record).fact
    }
}
