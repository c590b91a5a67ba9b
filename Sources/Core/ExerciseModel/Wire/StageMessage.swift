/// The stages of a rule as the log keeps them with each saga: a list of lists of actions.
enum StageMessage {
    static func write(_ stages: [Stage], _ writer: inout JSONWriter) {
        writer.openArray()
        for stage in stages {
            writer.openArray()
            for action in stage.actions { write(action, &writer) }
            writer.closeArray()
        }
        writer.closeArray()
    }

    private static func write(_ action: Action, _ writer: inout JSONWriter) {
        writer.openObject()
        write(action.deed, &writer)
        if let undo = action.undo {
            writer.key("undo")
            writer.openObject()
            write(undo, &writer)
            writer.closeObject()
        }
        writer.field("timeout_us", action.timeout)
        writer.field("retries", action.retries)
        writer.field("retry_delay_us", action.retryDelay)
        writer.closeObject()
    }

    private static func write(_ deed: Deed, _ writer: inout JSONWriter) {
        switch deed {
        case .send(let simulation, let command, let params):
            writer.field("send_to", simulation.text)
            writer.field("command", command)
            writer.field("params", params.source)
        case .deliver(let inject, let teams):
            writer.field("deliver", inject.text)
            writer.list("teams", teams.map(\.text))
        case .control(let order): writer.field("control", order.source)
        case .set(let name, let value):
            writer.field("set", name)
            writer.field("value", value.source)
        case .publish(let topic, let payload, let retain):
            writer.field("publish", topic)
            writer.field("payload", payload.source)
            writer.field("retain", retain)
        case .approve(let question): writer.field("approve", question)
        }
    }

    /// The same, read back; `nil` when anything of it is otherwise.
    static func read(_ value: JSONSlice) -> [Stage]? {
        value.array?.allOrNothing { stage in
            stage.array?.allOrNothing { $0.object.flatMap(action) }.map(Stage.init)
        }
    }

    private static func action(_ object: JSONObject) -> Action? {
        guard let deed = deed(object), let timeout = object["timeout_us"]?.integer,
            let retries = object["retries"]?.integer, let delay = object["retry_delay_us"]?.integer
        else { return nil }
        var undo: Deed?
        if let written = object["undo"] {
            guard let deed = written.object.flatMap(self.deed) else { return nil }
            undo = deed
        }
        return Action(deed, undo: undo, timeout: timeout, retries: Int(retries), retryDelay: delay)
    }

    private static func deed(_ object: JSONObject) -> Deed? {
        if let simulation = object["send_to"]?.string {
            return zip(object["command"]?.string, template(object["params"])).map {
                .send(SimulationID(trusted: simulation), command: $0, params: $1)
            }
        }
        if let inject = object["deliver"]?.string {
            return object["teams"]?.array?.allOrNothing { $0.string.map(TeamID.init(trusted:)) }
                .map { .deliver(InjectID(trusted: inject), teams: $0) }
        }
        if let order = object["control"] { return template(order).map(Deed.control) }
        if let name = object["set"]?.string { return template(object["value"]).map { .set(name, $0) } }
        if let topic = object["publish"]?.string {
            return zip(template(object["payload"]), object["retain"]?.bool).map {
                .publish(topic: topic, $0, retain: $1)
            }
        }
        return object["approve"]?.string.map(Deed.approve)
    }

    private static func template(_ value: JSONSlice?) -> Template? { value.flatMap { try? Template($0.text) } }
}

extension Array {
    /// What the closure makes of each element; `nil` as soon as it makes nothing of one.
    func allOrNothing<Result>(_ body: (Element) -> Result?) -> [Result]? {
        var results: [Result] = []
        results.reserveCapacity(count)
        for element in self {
            guard let result = body(element) else { return nil }
            results.append(result)
        }
        return results
    }
}
