import ExerciseControl
import ExerciseModel
import Rehearsal
import ScenarioFiles

extension Timetable {
    /// The timetable as JSON: `exercise title start end endex load teams injects expectations reactions faults`, all
    /// times in seconds of exercise time. `silence` is the length in microseconds from which a silence is listed,
    /// `faults` what does not hold of what the plan expects.
    func json(silence: Int64, _ plan: ExercisePlan, _ shortfall: Shortfall, faults: [Diagnostic]) -> [UInt8] {
        JSONWriter.object { writer in
            writer.field("exercise", exercise.text)
            writer.field("title", title)
            writer.seconds("start", start)
            writer.seconds("end", end)
            writer.seconds("endex", endex)
            writer.key("load")
            write(load(span: naturalSpan), &writer)
            writer.array("teams", teams) { team, writer in write(team, silence: silence, &writer) }
            writer.array("injects", entries) { entry, writer in write(entry, &writer) }
            writer.array("expectations", Array(plan.expectations.enumerated())) { numbered, writer in
                let fault = shortfall.expectations.first { $0.number == numbered.offset }
                writer.openObject()
                writer.seconds("at", numbered.element.at)
                writer.field("team", numbered.element.team.text)
                writer.field("inject", numbered.element.inject.text)
                writer.field("held", fault == nil)
                writer.field("why", orNull: fault?.sentence)
                writer.closeObject()
            }
            writer.array("reactions", Array(zip(plan.reactions, consequences).enumerated())) { numbered, writer in
                let fault = shortfall.reactions.first { $0.number == numbered.offset }
                write(numbered.element.0, numbered.element.1, why: fault?.sentence, &writer)
            }
            writer.field("faults", Diagnostic.json(faults))
        }
    }

    private func write(
        _ reaction: Reaction, _ consequence: Consequence, why: String?, _ writer: inout JSONWriter
    ) {
        writer.openObject()
        writer.seconds("at", reaction.at)
        writer.field("event_type", reaction.event.type)
        writer.field("from", reaction.event.from.text)
        writer.array("commands", consequence.commands) { command, writer in
            writer.openObject()
            writer.field("send_to", command.simulation.text)
            writer.field("command", command.command)
            if let params = command.params { writer.field("params", params) }
            writer.closeObject()
        }
        writer.field("held", why == nil)
        writer.field("why", orNull: why)
        writer.closeObject()
    }

    private func write(_ team: Team, silence: Int64, _ writer: inout JSONWriter) {
        let load = load(of: team.id, span: naturalSpan)
        writer.openObject()
        writer.field("team", team.id.text)
        writer.field("name", team.name)
        writer.field("timeline", team.timeline.text)
        writer.field("injects", entries(of: team.id).count)
        writer.field("sent", load.total)
        writer.key("load")
        write(load, &writer)
        writer.array("silences", silences(of: team.id, atLeast: silence)) { silence, writer in
            writer.openObject()
            writer.seconds("from", silence.from)
            writer.seconds("to", silence.to)
            writer.closeObject()
        }
        writer.closeObject()
    }

    private func write(_ load: Load, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("span", load.span / 1_000_000)
        writer.array("injects", load.counts) { count, writer in writer.value(Int64(count)) }
        writer.closeObject()
    }

    private func write(_ entry: Entry, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("team", entry.team.text)
        writer.field("inject", entry.inject.text)
        writer.field("type", entry.type)
        writer.field("title", orNull: entry.title)
        writer.seconds("planned", entry.planned)
        writer.seconds("released", entry.released)
        switch entry.outcome {
        case .sent(_, let seq, let state):
            writer.field("seq", seq)
            writer.field("state", state.rawValue)
        case .manual: writer.field("state", "manual")
        case .waiting: writer.field("state", "waiting")
        case .left(let state, let reason):
            writer.field("state", state.rawValue)
            writer.field("reason", reason)
        }
        if case .after(let trigger) = entry.schedule {
            writer.key("after")
            writer.openObject()
            writer.field("inject", trigger.inject.text)
            writer.field("state", trigger.milestone.rawValue)
            writer.seconds("delay", ExerciseInstant(microseconds: trigger.delay))
            writer.closeObject()
        }
        if let cause = entry.cause {
            writer.key("cause")
            writer.openObject()
            writer.field("rule", cause.rule.text)
            writer.field("event_type", cause.event.type)
            writer.field("from", cause.event.from.text)
            writer.closeObject()
        }
        writer.field("bytes", entry.bytes)
        writer.array("expected_actions", entry.expectedActions) { action, writer in
            writer.openObject()
            writer.field("text", action.text)
            writer.seconds("deadline", action.deadline.map(ExerciseInstant.init(microseconds:)))
            writer.closeObject()
        }
        writer.closeObject()
    }
}

extension JSONWriter {
    /// Seconds with their fraction, or null.
    fileprivate mutating func seconds(_ name: StaticString, _ instant: ExerciseInstant?) {
        if let instant { decimal(name, instant.microseconds, digits: 6) } else { null(name) }
    }

    fileprivate mutating func field(_ name: StaticString, orNull text: String?) {
        if let text { field(name, text) } else { null(name) }
    }

    fileprivate mutating func array<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) {
        key(name)
        openArray()
        for element in elements { write(element, &self) }
        closeArray()
    }
}
