import ExerciseModel
import Testing

@Suite struct TopicTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private let blue = TeamID(trusted: "blue")

    @Test func `topics are those of the contract`() {
        let topics =
            [
                Topic.timer(harbour), Topic.status(harbour), Topic.monitoring(harbour), Topic.failure(harbour),
                Topic.waiting(harbour), Topic.control(harbour), Topic.result(harbour), Topic.event(harbour),
                Topic.feed(harbour, blue), Topic.presence(harbour, blue), Topic.teamError(harbour, blue),
                Topic.noDuff(harbour),
            ] + Topic.everyTeam(harbour) + [
                Topic.instanceStatus(InstanceID(trusted: "host-1")), Topic.everyInstanceStatus,
            ]
        #expect(
            topics == [
                "/exercise/harbour/timer", "/exercise/harbour/status", "/exercise/harbour/monitoring",
                "/exercise/harbour/monitoring/failure", "/exercise/harbour/monitoring/waiting",
                "/exercise/harbour/control", "/exercise/harbour/control/result", "/exercise/harbour/event",
                "/exercise/harbour/team/blue/feed", "/exercise/harbour/team/blue/presence",
                "/exercise/harbour/team/blue/error", "/exercise/harbour/noduff",
                "/exercise/harbour/team/+/presence", "/exercise/harbour/team/+/receipt",
                "/exercise/harbour/team/+/replay", "/whitecell/host-1/status", "/whitecell/+/status",
            ])
    }

    @Test func `a simulation has its own topics`() {
        let crane = SimulationID(trusted: "crane")
        let topics =
            [
                Topic.simulation(harbour, crane, .register), Topic.registered(harbour, crane),
                Topic.accepted(harbour, crane), Topic.command(harbour, crane), Topic.simulationError(harbour, crane),
                Topic.world(harbour, "news/radio"),
            ] + Topic.everySimulation(harbour)
        #expect(
            topics == [
                "/exercise/harbour/simulation/crane/register", "/exercise/harbour/simulation/crane/registered",
                "/exercise/harbour/simulation/crane/accepted", "/exercise/harbour/simulation/crane/command",
                "/exercise/harbour/simulation/crane/error", "/exercise/harbour/world/news/radio",
                "/exercise/harbour/simulation/+/register", "/exercise/harbour/simulation/+/event",
                "/exercise/harbour/simulation/+/step", "/exercise/harbour/simulation/+/presence",
            ])
    }

    @Test func `what we hear is known by its topic`() {
        #expect(HeardTopic(Topic.control(harbour)) == .control(harbour))
        #expect(HeardTopic(Topic.timer(harbour)) == .timer(harbour))
        #expect(HeardTopic(Topic.presence(harbour, blue)) == .presence(harbour, blue))
        #expect(HeardTopic(Topic.receipt(harbour, blue)) == .receipt(harbour, blue))
        #expect(HeardTopic(Topic.replay(harbour, blue)) == .replay(harbour, blue))
        let crane = SimulationID(trusted: "crane")
        for topic in SimulationTopic.allCases {
            #expect(HeardTopic(Topic.simulation(harbour, crane, topic)) == .simulation(harbour, crane, topic))
        }
        #expect(HeardTopic("/whitecell/host-1/status") == .instanceStatus(InstanceID(trusted: "host-1")))
    }

    @Test(arguments: [
        "", "/", "exercise/harbour/control", "/exercise/harbour", "/exercise//control", "/exercise/a b/control",
        "/exercise/harbour/control/", "/exercise/harbour/control/result", "/exercise/harbour/status",
        "/exercise/harbour/team/blue/feed", "/exercise/harbour/team//presence", "/exercise/harbour/teams/blue/presence",
        "/exercise/harbour/simulation/crane/command", "/exercise/harbour/simulation/cr+ne/event",
        "/exercise/harbour/simulation//event", "/exercise/harbour/simulation/crane/event/x",
        "/whitecell/host-1", "/whitecell/a.b/status", "/whitecell/host-1/status/x", "/exercise/+/control",
    ])
    func `any other topic means nothing to us`(topic: String) {
        #expect(HeardTopic(topic) == nil)
    }

    @Test(arguments: [
        "clients/7/answers", "exercise/harbour/status", "/a", "/exercise/harbour/control/reply/7",
        "/exercise/harbour/control/reply/a/b", "/exercises/x", "ä",
    ])
    func `an answer may go to the caller's own topic, or below our replies`(topic: String) {
        #expect(ResponseTopic.mayAnswerCommand(topic, of: harbour))
    }

    @Test(arguments: [
        "", "/exercise/harbour/status", "/exercise/harbour/control", "/exercise/harbour/control/reply",
        "/exercise/harbour/control/reply/", "/exercise/other/control/reply/7", "/exercise/harbour/team/blue/feed",
        "/exercise/harbour/team/blue/reply/7", "/exercise/", "/whitecell/host-1/status", "$SYS/x", "$share/a/b",
        "a/+", "a/#", "a\nb", "a\u{0}", String(repeating: "a", count: 1_025),
    ])
    func `nobody borrows our rights`(topic: String) {
        #expect(!ResponseTopic.mayAnswerCommand(topic, of: harbour))
    }
}
