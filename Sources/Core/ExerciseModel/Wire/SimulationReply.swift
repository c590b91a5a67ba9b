/// Writes what simulations are sent (`contract.md` 2): the seed's keys first, in the seed's order.
package enum SimulationReply {
    /// It is registered.
    package static let registered = Array(#"{"type":"registered","status":"ok"}"#.utf8)

    /// Another connection has registered under its id and takes its place.
    package static let replaced = JSONWriter.object { writer in
        writer.field("type", "error")
        writer.field("status", "another connection has registered under this id and takes the place of this one")
        writer.field("code", "replaced")
    }

    /// A message was not taken.
    package static func error(_ code: RefusalCode, _ message: String) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("type", "error")
            writer.field("status", message)
            writer.field("code", code.rawValue)
        }
    }

    /// An event that has an id is durable at this position; `waits` is why rules that look later do not look now.
    package static func accepted(id: String, position: Int64, _ verdict: RuleVerdict, waits: String?) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("type", "event.accepted")
            writer.field("event_id", id)
            writer.field("position", position)
            switch verdict {
            case .evaluated: break
            case .queued:
                writer.field("rules", "queued")
                writer.field("reason", ifPresent: waits)
            case .notRun(let reason):
                writer.field("rules", "not_run")
                writer.field("reason", reason)
            }
        }
    }
}
