import ArgumentParser

/// What an order to a saga takes.
struct SagaOrderArguments: ParsableArguments {
    @Argument(help: "The exercise's id.") var exercise: String
    @Argument(help: "The saga: saga_128.") var saga: String
    @Argument(help: "Why.") var reason: String?
    @Option(help: "text or json.") var format = ControlVerb.Format.text
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions

    /// Gives the order as a control command.
    func order(_ command: String) throws {
        var control = ControlVerb()
        (control.exercise, control.command, control.format) = (exercise, command, format)
        control.arguments = ["saga=\(saga)"] + (reason.map { ["reason=\($0)"] } ?? [])
        (control.store, control.broker) = (store, broker)
        try control.run()
    }
}

/// `whitecell saga retry EXERCISE SAGA`.
struct SagaRetryVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try the step that failed or waits again at once.")
    @OptionGroup var order: SagaOrderArguments
    func run() throws { try order.order("saga_retry") }
}

/// `whitecell saga skip EXERCISE SAGA REASON`.
struct SagaSkipVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip", abstract: "Pass over the step that is stuck.")
    @OptionGroup var order: SagaOrderArguments
    func run() throws { try order.order("saga_skip") }
}

/// `whitecell saga cancel EXERCISE SAGA REASON`.
struct SagaCancelVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Undo what the saga has done.")
    @OptionGroup var order: SagaOrderArguments
    func run() throws { try order.order("saga_cancel") }
}

/// `whitecell saga abandon EXERCISE SAGA REASON`.
struct SagaAbandonVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abandon", abstract: "End the saga as it stands; nothing is undone.")
    @OptionGroup var order: SagaOrderArguments
    func run() throws { try order.order("saga_abandon") }
}
