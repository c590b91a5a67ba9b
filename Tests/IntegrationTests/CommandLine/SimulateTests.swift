import ExerciseModel
import Foundation
import Testing

/// Played simulations against a real daemon.
@Suite struct SimulateTests {
    private static let exercise = SampleExercise(
        duration: 60,
        settings: [
            "simulations: [{id: crane_sim}, {id: net_sim}]",
            """
            rules:
                - id: crane-stops
                  when: {event_type: crane.stopped}
                  then:
                    - {send_to: crane_sim, command: set_brake, compensate_command: release_brake}
                    - {send_to: net_sim, command: cut_line}
            """,
        ], teams: ["blue"], injects: [])

    /// The first cut of the line fails, so that the brake is released again; the second goes through.
    private static let play = """
        simulations:
          - id: crane_sim
            events: [{at: 1s, event_type: crane.stopped, every: 1s, times: 2}]
          - id: net_sim
            answers: {cut_line: {fail: no hands, times: 1}}

        """

    private static func ends(_ work: Workplace) -> [String] {
        let records = (try? work.log()) ?? []
        return records.filter { $0.type == "saga.ended" }.compactMap { record in
            (try? JSONObject(record.data[...]))?["state"]?.string
        }
    }

    @Test(arguments: ["websocket", "mqtt"])
    func `a daemon's simulations are played over either door`(door: String) throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("play.yaml", Self.play)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        #expect(try work.run("control", "harbour", "start").status == 0)

        let played = try work.start("simulate", "play.yaml", "--over", door, "--rate", "10")
        #expect(Patience.wait { Self.ends(work).count == 2 })
        let ending = try played.end(SIGINT)

        #expect(Self.ends(work) == ["compensated", "completed"])
        #expect(ending.status == 0)
        #expect(ending.errors == "")
        let words = ["registered", "! crane.stopped", "← set_brake {}", "→ cut_line: failed, no hands", "undo)"]
        #expect(words.allSatisfy(ending.output.contains))
        #expect(daemon.waits(for: "simulation_left"))
        #expect(try daemon.terminate() == 0)
    }

    @Test func `a player comes back to a daemon that was killed`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("play.yaml", "simulations: [{id: net_sim, door: mqtt}]\n")
        let first = try work.start("serve")
        #expect(first.waits(for: "broker_connected"))
        let played = try work.start("simulate", "play.yaml")
        #expect(first.waits(for: "simulation_registered"))

        first.kill()
        let second = try work.start("serve")
        #expect(second.waits(for: "broker_connected"))

        #expect(Patience.wait { second.tells("simulation_registered") || second.tells("simulation_returned") })
        _ = try played.end(SIGINT)
        #expect(try second.terminate() == 0)
    }

    @Test func `a simulation that the exercise does not know leaves`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("play.yaml", "simulations: [{id: other_sim}]\n")
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))

        let ending = try work.run("simulate", "play.yaml")

        #expect(ending.status == 1)
        #expect(ending.output.contains("leaves for good: unknown_simulation: there is no simulation 'other_sim'"))
        #expect(try daemon.terminate() == 0)
    }

    @Test func `a run plays its simulations to the end and shows what they do`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("play.yaml", Self.play)

        let ending = try work.run("run", "exercises/harbour.yaml", "--rate", "20", "--simulations", "play.yaml")

        #expect(ending.status == 0)
        #expect(Self.ends(work) == ["compensated", "completed"])
        let words = [
            "crane_sim registered over websocket", "event  crane.stopped from crane_sim",
            "begins by rule crane-stops", "crane_sim release_brake (undo)", "compensated", "completed",
        ]
        #expect(words.allSatisfy(ending.output.contains))
    }

    @Test func `a run refuses simulations that are not the exercise's`() throws {
        let work = try Workplace(Self.exercise)
        try work.write("play.yaml", "simulations: [{id: other_sim}]\n")

        let ending = try work.run("run", "exercises/harbour.yaml", "--simulations", "play.yaml")

        #expect(ending.status == 1)
        #expect(
            ending.errors
                == "whitecell: play.yaml plays 'other_sim', but the simulations of 'harbour' are: crane_sim, net_sim\n")
    }
}
