import ExerciseHost
import ExerciseModel
import Glibc
import LogChecker

/// What a fault wants around it.
struct Scene: Sendable {
    var exercise = IslandExercise()
    /// Lines of the broker's configuration.
    var broker: [String] = ["persistence false"]
    /// Variables of the daemon.
    var environment: [String: String] = [:]
    /// Words before the daemon's program.
    var wrapper: [String] = []
    /// Megabytes of a disk of its own for the store.
    var disk: Int?
    /// Whether some injects are set aside, so that they come to a team after later ones.
    var setsAside = false
    /// Whether the library that makes calls fail is preloaded into the daemon.
    var preloads = false
}

/// One exercise on a broker of its own, with its daemon, its teams and a controller.
final class Stage {
    let scene: Scene
    let options: Options
    let scratch: Scratch
    let broker: Broker
    private(set) var daemon: Daemon
    private(set) var controller: Controller
    let disk: SmallDisk?
    let shim: Shim?
    private(set) var teams: [TeamClient] = []
    /// The simulations; `nil` where none play.
    private(set) var cast: Cast?
    /// When the fault was over, and whose feed tells that all is well again.
    private(set) var ended: WallInstant?
    /// What the fault itself found broken.
    private(set) var complaints: [String] = []

    /// What is the same for all trials of a run.
    struct Options: Sendable {
        var program: String
        /// The library that makes calls of the daemon fail; `nil` where it was not built.
        var shim: String?
        /// Whether the long form of a fault is wanted.
        var isLong = false
    }

    /// Sets it up and starts the exercise.
    init(_ scene: Scene, _ options: Options) throws(TrialFault) {
        (self.scene, self.options) = (scene, options)
        scratch = try Scratch()
        broker = try Broker(scene.broker)
        try scratch.write("exercises/island.yaml", scene.exercise.yaml)
        for team in scene.exercise.teamNames {
            try scratch.write("timelines/\(team).json", scene.exercise.timeline(team))
        }
        let folder = scratch.path
        disk = try scene.disk.map { megabytes throws(TrialFault) in
            try SmallDisk("\(folder)/disk", megabytes: megabytes)
        }
        var setting = Daemon.Setting(program: options.program, folder: scratch.path, brokerPort: broker.port)
        setting.store = disk.map { "\($0.path)/store.db" }
        setting.environment = scene.environment
        shim = scene.preloads ? try Shim(in: scratch) : nil
        if let shim, let library = options.shim { setting.environment.merge(shim.environment(library)) { $1 } }
        setting.wrapper = scene.wrapper
        daemon = try Daemon(setting)
        controller = try Controller(port: broker.port)
        for team in scene.exercise.teamNames { teams.append(try TeamClient(team, port: broker.port)) }
        try begin()
    }

    private func begin() throws(TrialFault) {
        try Patience.demand("the exercise is loaded") { controller.status == "initialized" }
        try controller.command("speed", #""rate":\#(scene.exercise.rate)"#)
        try controller.command("start")
    }

    /// Has the simulations come.
    func callCast() throws(TrialFault) -> Cast {
        let cast = Cast()
        try cast.come(to: daemon)
        self.cast = cast
        return cast
    }

    /// Another daemon, with a store of its own, on the same exercise and broker.
    func spareDaemon() throws(TrialFault) -> Daemon {
        var setting = Daemon.Setting(program: options.program, folder: scratch.path, brokerPort: broker.port)
        setting.instance = "spare"
        setting.store = "\(scratch.path)/spare.db"
        return try Daemon(setting)
    }

    /// Has another daemon play the exercise from its start, to teams that know nothing yet.
    func handOver(to spare: Daemon) throws(TrialFault) {
        for team in teams { team.leave() }
        teams = try scene.exercise.teamNames.map { team throws(TrialFault) in
            try TeamClient(team, port: broker.port)
        }
        daemon = spare
        controller = try Controller(port: broker.port, instance: spare.instance)
        try begin()
    }

    /// Waits until the teams hold so many injects more, in hundredths of all.
    func play(_ hundredths: Int64) throws(TrialFault) {
        let goal = min(held + scene.exercise.total * Int(hundredths) / 100, scene.exercise.total)
        try Patience.demand("\(goal) injects have come") { held >= goal }
    }

    /// How many different injects the teams hold.
    var held: Int { teams.reduce(0) { $0 + $1.count } }

    /// Notes that the fault is over now.
    func endFault() { ended = SystemClock.wall() }

    /// Notes a promise that was broken.
    func complain(_ sentence: String) { complaints.append(sentence) }

    /// Ends a team's client.
    func leave(_ index: Int, sayingSo: Bool) { teams[index].leave(sayingSo: sayingSo) }

    /// Starts a team's client again, with what it kept.
    func comeBack(_ index: Int) throws(TrialFault) {
        let old = teams[index]
        teams[index] = try TeamClient(old.team, port: broker.port, notebook: old.notebook)
    }

    /// Kills the daemon and starts it again after so many seconds.
    func restartDaemon(after seconds: Double = 0) throws(TrialFault) {
        daemon.kill()
        Patience.pass(seconds)
        try daemon.start()
        endFault()
        try daemon.awaits("broker_connected")
    }

    /// Plays until the teams hold everything, and stops; a clock that came back standing is told to go on.
    func finish(within seconds: Double = 60) throws(TrialFault) {
        let total = scene.exercise.total
        let isWhole = try Patience.wait(seconds) { () throws(TrialFault) in
            guard daemon.isAlive else { throw TrialFault("the daemon ended: \(daemon.errors.suffix(400))") }
            if controller.status == "paused" { try resume() }
            return held == total
        }
        if !isWhole { complain("lost: \(held) of \(total) injects came within \(Int(seconds)) s") }
        let outcome = try controller.command("stop")
        if outcome != "stopped" { complain("stop was answered '\(outcome)'") }
    }

    /// Lets a clock that stands go on; another hand, or a daemon that just died, may have been first.
    private func resume() throws(TrialFault) {
        let outcome = try controller.command("resume")
        _ = try Patience.wait(2) { controller.status != "paused" }
        if !["running", "invalid_transition", "store_unavailable"].contains(outcome) {
            complain("resume was answered '\(outcome)'")
        }
    }

    /// Seconds from the end of the fault to the first inject that is new to a team.
    var recovery: Double? {
        guard let ended else { return nil }
        let first = teams.compactMap { team in team.notes.first { $0.isFirst && $0.at > ended }?.at }.min()
        return first.map { Double($0.microseconds - ended.microseconds) / 1_000_000 }
    }
}
