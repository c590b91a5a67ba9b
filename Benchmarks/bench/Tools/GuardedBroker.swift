import Assembly
import ExerciseModel
import Glibc

/// A mosquitto of a bench's own that lets nobody near one exercise.
final class GuardedBroker {
    let port: UInt16
    private let child: Child

    /// Root's broker would change its user, and then not be let into the folder.
    init(in folder: String, forbidding exercise: ExerciseID) throws(BenchFault) {
        port = UInt16.random(in: 21_000...31_000)
        let rules = "topic readwrite #\ntopic deny \(Topic.root(exercise))/#\n"
        let configuration = """
            listener \(port) 127.0.0.1
            allow_anonymous true
            acl_file \(folder)/acl
            set_tcp_nodelay true
            max_inflight_messages 1000
            max_queued_messages 10000000
            \(getuid() == 0 ? "user root" : "")

            """
        guard TextFile.replace("\(folder)/acl", with: Array(rules.utf8)),
            TextFile.replace("\(folder)/broker.conf", with: Array(configuration.utf8))
        else { throw BenchFault("cannot write to \(folder)") }
        child = try Child(["/usr/sbin/mosquitto", "-c", "\(folder)/broker.conf"], in: folder, output: "broker.out")
        usleep(300_000)
    }
}
