import ArgumentParser
import Assembly
import ExerciseHost
import ExerciseModel
import MQTTGateway

/// `whitecell waiting EXERCISE`.
struct WaitingVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting",
        abstract: "Show everything that waits in a running exercise, oldest first, with the command that moves it.",
        discussion: """
            Below each row stands the command that is its button, ready to paste. What waits for another inject, as \
            its author planned, stands last.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The exercise's id.") var exercise: String
    @Option(help: "text or json.") var format = Format.text
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    func run() throws {
        let id = try ExerciseID(argument: exercise)
        let place = try BrokerPlace.find(store: store, broker: broker)
        let listener = try ExerciseListener(id, broker: place, topics: WatchPicture.topics(.waiting, of: id))
        defer { listener.stop() }
        let now = { SystemClock.now() }
        guard listener.wait(within: 5_500_000, until: { $0.isLive(at: now()) && $0.waiting != nil }),
            let message = listener.picture.waiting
        else { throw Failure(.unreachable, listener.picture.whySilent(at: now())) }
        switch format {
        case .json: Output.line(String(decoding: listener.picture.waitingPayload, as: UTF8.self))
        case .text:
            let flags = store.flags.merging(broker.flags) { first, _ in first }
                .sorted { $0.key.flag < $1.key.flag }.flatMap { ["--\($0.key.flag)", $0.value] }
            let columns = Output.isTerminal ? Output.columns : .max
            for line in WaitingTable.lines(message, of: id, at: now().utc, columns: columns, flags: flags) {
                Output.line(line)
            }
        }
    }
}
