import ExerciseModel
import ScenarioRules
import Testing

@Suite struct SimulationRegisterTests {
    private let crane = SimulationID(trusted: "crane")
    private let port = SimulationID(trusted: "port")

    private func register(_ facts: Fact...) -> SimulationRegister {
        var register = SimulationRegister()
        for (index, fact) in facts.enumerated() {
            register.apply(
                Event(
                    exercise: ExerciseID(trusted: "harbour"), position: Int64(index + 1), run: 1, exerciseTime: .zero,
                    at: UTCInstant(milliseconds: Int64(index + 1)), actor: "test", fact: fact))
        }
        return register
    }

    private let opened = Fact.exerciseOpened(
        instance: InstanceID(trusted: "host"), version: "1", bootID: "b", wall: .never)

    @Test func `who registers is there until it leaves`() {
        let register = register(
            .simulation(.registered(crane, name: "Crane control", .websocket)),
            .simulation(.registered(port, name: "Port", .mqtt)),
            .simulation(.left(crane, reason: "it closed the connection")))
        #expect(register.connected == [port])
        #expect(register[port] == .init(name: "Port", door: .mqtt, isConnected: true, since: .init(milliseconds: 2)))
        #expect(
            register[crane]
                == .init(
                    name: "Crane control", door: .websocket, isConnected: false, since: .init(milliseconds: 3),
                    reason: "it closed the connection"))
    }

    @Test func `the newest registration has the name`() {
        let register = register(
            .simulation(.registered(crane, name: "old", .websocket)),
            .simulation(.registered(crane, name: "new", .mqtt)))
        #expect(
            register[crane] == .init(name: "new", door: .mqtt, isConnected: true, since: .init(milliseconds: 2)))
        #expect(register.reachable(broker: true) == [crane])
        #expect(register.reachable(broker: false) == [])
    }

    @Test func `after a restart nobody is connected, and who has a topic may return`() {
        var register = register(
            .simulation(.registered(crane, name: "Crane", .mqtt)),
            .simulation(.registered(port, name: "P", .websocket)),
            opened)
        #expect(register.connected == [])
        #expect(register.mayReturn(crane) && !register.mayReturn(port))
        #expect(!register.mayReturn(SimulationID(trusted: "nobody")))
        register = self.register(
            .simulation(.registered(crane, name: "Crane", .mqtt)), opened, .simulation(.returned(crane)))
        #expect(register.connected == [crane])
        #expect(!register.mayReturn(crane))
        #expect(register[crane]?.reason == nil)
    }

    @Test func `a reset keeps registrations and connections`() {
        let register = register(.simulation(.registered(crane, name: "Crane", .websocket)), .exerciseReset)
        #expect(register.connected == [crane])
        #expect(register.entries.count == 1)
    }

    @Test func `who is unknown neither returns nor leaves`() {
        #expect(
            register(.simulation(.returned(crane)), .simulation(.left(crane, reason: "x"))) == SimulationRegister())
    }
}
