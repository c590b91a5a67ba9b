import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import Testing
import WebSocketClient

@Suite(.timeLimit(.minutes(1))) struct EventBurstTests {
    private static let scenario = """
        scenario:
          name: Every fiftieth event asks for something
          rules:
            - id: fiftieth
              when: {event_type: fiftieth}
              then: [{send_to: crane, command: lift, params: {number: "${event.payload.number}"}}]

        """

    /// A simulation that says at once that it did what it was told, and keeps the numbers that it was told.
    private final class Crane: Sendable {
        let numbers = Guarded<[Int]>([])
        private let socket = Guarded<WebSocketClient?>(nil)

        init(_ port: UInt16) throws {
            let place = try WebSocketPlace("ws://127.0.0.1:\(port)/ws")
            socket.withLock { $0 = WebSocketClient(place) { [weak self] in self?.hear($0) } }
        }

        private func hear(_ report: WebSocketClient.Report) {
            switch report {
            case .connected: say(#"{"type":"register","id":"crane","name":"Crane"}"#)
            case .heard(let text):
                guard let command = try? JSONObject(text[...]), let id = command["command_id"]?.string,
                    let saga = command["saga_id"]?.string
                else { return }
                numbers.withLock { $0.append(Int(command["params"]?.object?["number"]?.integer ?? -1)) }
                say(#"{"type":"step.completed","saga_id":"\#(saga)","step_id":0,"command_id":"\#(id)"}"#)
            case .lost: break
            }
        }

        private func say(_ text: String) { socket.withLock { $0?.send(Array(text.utf8)) } }

        func stop() { socket.withLock { $0.take() }?.stop() }
    }

    @Test func `10,000 events in one burst keep their order, and so do the commands that follow`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(broker: mosquitto)
        try work.write("scenarios/example.yaml", Self.scenario)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "clock_started"))
        let place = try #require(daemon.httpPort())
        let crane = try Crane(place)
        defer { crane.stop() }
        #expect(daemon.waits(for: "simulation_registered"))
        let port = try SocketClient(place)
        #expect(port.status() == 101)

        let events = (0..<10_000).map { number in
            let type = number % 50 == 0 ? "fiftieth" : "other"
            return ClientFrame.text(#"{"type":"event","event_type":"\#(type)","payload":{"number":\#(number)}}"#)
        }
        port.send([.text(#"{"type":"register","id":"port"}"#)] + events)

        #expect(Patience.wait(atMost: 30) { crane.numbers.withLock { $0.count } == 200 })
        #expect(crane.numbers.withLock { $0 } == Array(stride(from: 0, to: 10_000, by: 50)))
        #expect(try daemon.terminate() == 0)
        let reported = try work.log(of: "default").filter { $0.type == "simulation.event" }
        let numbers = reported.map { record in
            (try? JSONObject(record.data[...]))?["payload"]?.object?["number"]?.integer
        }
        #expect(numbers == (0..<10_000).map { Int64($0) })
    }
}
