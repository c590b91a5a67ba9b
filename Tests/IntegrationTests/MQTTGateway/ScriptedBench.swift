import ExerciseModel
import ExerciseTestKit
import MQTTGateway
import ScriptedBroker

/// The real gateway on a scripted broker.
final class ScriptedBench {
    let broker: ScriptedBroker
    let gateway: MQTTGateway
    let log = ReportLog()

    init(_ change: (inout Script) -> Void) throws {
        var script = Script()
        change(&script)
        broker = try ScriptedBroker(script)
        let settings = BrokerSettings(host: "127.0.0.1", port: broker.port)
        gateway = MQTTGateway(settings, instance: InstanceID(trusted: "test"), version: "1")
        gateway.report { [log] in log.append($0) }
    }

    deinit { gateway.stop() }
}
