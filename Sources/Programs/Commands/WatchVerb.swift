import ArgumentParser
import Assembly
import ExerciseHost
import ExerciseModel
import Glibc
import MQTTGateway

/// `whitecell watch EXERCISE`.
struct WatchVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch a running exercise on the whole terminal, and steer it by keys ('?' lists them).",
        discussion: """
            Clock, teams, deliveries, what waits and what happens, live over the broker. Where stdout is no terminal, \
            or with --once, it prints how things stand and ends.
            """)

    @Argument(help: "The exercise's id.") var exercise: String
    @Flag(help: "Print how things stand, once, as plain lines.") var once = false
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    func run() throws {
        let id = try ExerciseID(argument: exercise)
        let place = try BrokerPlace.find(store: store, broker: broker)
        let isView = Output.isTerminal && !once && ProcessEnvironment.variable("TERM") != "dumb"
        let signals = isView ? Signals(and: WatchVerb.signals) : nil
        let listener = try ExerciseListener(id, broker: place, topics: WatchPicture.topics(.everything, of: id))
        defer { listener.stop() }
        guard let signals else { return try printOnce(listener) }
        try WatchSession(listener, by: ProcessEnvironment.variable("USER"), signals: signals).run()
    }

    /// What ends, stops or reshapes a view besides SIGINT and SIGTERM.
    private static let signals = [SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT]

    private func printOnce(_ listener: ExerciseListener) throws {
        let isLive = listener.wait(within: 5_500_000) {
            $0.isLive(at: SystemClock.now()) && $0.figures != nil && $0.waiting != nil
        }
        let now = SystemClock.now()
        guard isLive else { throw Failure(.unreachable, listener.picture.whySilent(at: now)) }
        let columns = Output.isTerminal ? Output.columns : 120
        for line in WatchText.snapshot(listener.picture, columns: columns, at: now) { Output.line(line) }
    }
}
