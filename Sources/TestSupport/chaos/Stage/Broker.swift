import Glibc

/// A mosquitto of the trial's own, on loopback.
final class Broker {
    let port: UInt16
    private let scratch: Scratch
    private var child: Child?

    /// Starts it; `settings` are further lines of its configuration, in which `FOLDER` stands for its folder.
    init(_ settings: [String]) throws(TrialFault) {
        scratch = try Scratch()
        port = try Loopback.freePort()
        // Started by root it would become another user, who cannot read the folder.
        let lines = ["listener \(port) 127.0.0.1", "allow_anonymous true", "set_tcp_nodelay true", "user root"]
        let text = (lines + settings).joined(separator: "\n")
        try allow(everybody: true)
        try scratch.write(
            "conf",
            text.split(separator: "FOLDER", omittingEmptySubsequences: false)
                .joined(separator: scratch.path) + "\n")
        try start()
    }

    /// Starts it again, and waits until it listens.
    func start() throws(TrialFault) {
        child = try Child(
            ["/usr/sbin/mosquitto", "-c", "\(scratch.path)/conf"], environment: [:], in: scratch.path, name: "broker")
        try Patience.demand("the broker listens") { () throws(TrialFault) in
            guard let child, child.status == nil else { throw TrialFault("the broker ended: \(child?.errors ?? "")") }
            return Loopback.answers(port)
        }
    }

    /// SIGKILL, and waits for the end.
    func kill() { child?.end(SIGKILL) }

    /// Sends a signal: SIGSTOP, SIGCONT, or SIGHUP to have it read its files again.
    func signal(_ number: Int32) { child?.signal(number) }

    /// Writes the list of rights: everything for everybody, or everything but the feed of `orange`.
    func allow(everybody: Bool) throws(TrialFault) {
        let refused = "topic deny /exercise/island/team/orange/feed\n"
        try scratch.write("acl", (everybody ? "" : refused) + "topic readwrite #\n")
    }
}
