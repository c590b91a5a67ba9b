import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    /// A simulation takes a message.
    func take(_ bytes: [UInt8], _ place: Int) {
        guard let message = try? JSONObject(bytes[...]), let type = message["type"]?.string else { return }
        switch type {
        case "registered":
            simulations[place].isRegistered = true
            insist(place)
        case "error" where message["code"]?.string == "invalid_command" && simulations[place].isOverBroker:
            // It may be that its registration never came.
            simulations[place].isRegistered = false
        case "event.accepted": if let id = message["event_id"]?.string { simulations[place].pending[id] = nil }
        case "command": if let command = ToldCommand(message) { obey(command, place) }
        default: break
        }
    }

    /// It does what it is told unless it has done it, and says what came of it.
    private func obey(_ command: ToldCommand, _ place: Int) {
        recentCommands.append(command)
        if recentCommands.count > 12 { recentCommands.removeFirst() }
        let manner = simulations[place].manner
        if !isCalm {
            if whim.chance(manner.falsehood) { lie(place, about: whim.pick(recentCommands)) }
            // Others answer in its place.
            for liar in simulations.indices where liar != place && whim.chance(simulations[liar].manner.falsehood) {
                lie(liar, about: command)
            }
        }
        if let word = simulations[place].words[command.id] {
            if isCalm || !whim.chance(manner.silence) { answer(command, word, retryable: false, place) }
            return
        }
        let failure = command.phase == "do" ? manner.failure : manner.undoFailure
        if whim.chance(isCalm ? 0 : failure) {
            // Tried again it may do better: then it has not done it yet.
            let retryable = whim.chance(500)
            if !retryable { simulations[place].words[command.id] = .failed }
            return answer(command, .failed, retryable: retryable, place)
        }
        if !isCalm, whim.chance(manner.silence / 2) { return }
        simulations[place].words[command.id] = .completed
        if manner.conforms {
            seen.simulations.executions.append(
                SimulationTraffic.Execution(
                    by: simulations[place].id.text, saga: command.saga, step: command.step, phase: command.phase))
        }
        if isCalm || !whim.chance(manner.silence) { answer(command, .completed, retryable: false, place) }
    }

    /// Says it once or several times, soon or late, by the command's name or without.
    private func answer(_ command: ToldCommand, _ word: SimulationClient.Word, retryable: Bool, _ place: Int) {
        let manner = simulations[place].manner
        let pace = isCalm ? 50_000 : manner.pace
        if !isCalm, whim.chance(150) { plan(command.answer("progress", echo: true), place, within: pace / 2) }
        for copy in 0..<(isCalm ? 1 : whim.number(1...manner.copies)) {
            let rest =
                switch word {
                case .completed: ",\"output\":{\"n\":\(command.step)}"
                case .failed: retryable ? ",\"reason\":\"not now\",\"retryable\":true" : ",\"reason\":\"it broke\""
                }
            let type = word == .completed ? "completed" : "failed"
            let payload = command.answer(type, rest, echo: whim.chance(manner.echo))
            plan(payload, place, within: copy == 0 ? pace : 20_000_000)
        }
    }

    private func plan(_ payload: [UInt8], _ place: Int, within microseconds: Int64) {
        agenda.plan(
            .simulation(place, .says(life: simulations[place].life, .step, payload)),
            at: now + whim.number(100...microseconds))
    }

    /// What is not so: of its own steps or of others', of sagas that are over or never were, or no message at all.
    private func lie(_ place: Int, about command: ToldCommand) {
        var other = command
        if whim.chance(400) {
            other.phase = whim.pick(["do", "undo"])
            other.step = whim.pick([command.step, 0, 1, 7])
        }
        if whim.chance(200) { other.saga = "saga_\(whim.number(0...400))" }
        let kind = whim.pick(["completed", "failed", "progress", "completed"])
        let texts = [
            "{", "[]", "{\"type\":\"step.completed\"}", "{\"type\":\"dance\"}",
            "{\"type\":\"register\",\"id\":\"x y\"}",
            "{\"type\":\"step.failed\",\"saga_id\":\"saga_1\",\"step_id\":-1}", "",
        ]
        let payload = whim.chance(150) ? Array(whim.pick(texts).utf8) : other.answer(kind, echo: whim.chance(700))
        plan(payload, place, within: whim.pick([20_000, 3_000_000]))
        if whim.chance(100), let old = simulations[place].reported.last,
            let id = (try? JSONObject(old[...]))?["event_id"]?.string
        {
            let text = "{\"type\":\"event\",\"event_type\":\"b\",\"event_id\":\"\(id)\",\"payload\":{\"n\":-1}}"
            say(place, .event, Array(text.utf8))
        }
    }

    /// It reports something, or a burst of things, some of them again.
    func report(_ place: Int) {
        guard simulations[place].isRunning else { return }
        // Mostly when something follows from it.
        if host?.exercise(exercise)?.state.clock.status != .running, whim.chance(600) { return }
        let count = !isCalm && whim.chance(120) ? whim.number(3...25) : 1
        for _ in 0..<count {
            if !isCalm, whim.chance(120), let old = simulations[place].reported.last {
                if old.contains(UInt8(ascii: "#")) { say(place, .event, old) }
                continue
            }
            counters.said += 1
            let number = counters.said
            let id = whim.chance(600) ? ",\"event_id\":\"e#\(number)\"" : ""
            let type = whim.pick(["a", "a", "b", "c", "ab", "quiet"])
            let name = whim.chance(700) ? ",\"name\":\"n\"" : ""
            let payload = "{\"n\":\(number),\"level\":\(whim.number(1...3)),\"place\":\"p\"\(name)}"
            let event = Array("{\"type\":\"event\",\"event_type\":\"\(type)\"\(id),\"payload\":\(payload)}".utf8)
            simulations[place].reported.append(event)
            if !id.isEmpty { simulations[place].pending["e#\(number)"] = event }
            say(place, .event, event)
        }
    }

    /// It says again what it has not heard of.
    func insist(_ place: Int) {
        if !simulations[place].isRegistered {
            guard simulations[place].isOverBroker else { return }
            say(place, .register, registration(place))
        }
        for id in simulations[place].pending.keys.sorted().prefix(20) {
            if let event = simulations[place].pending[id] { say(place, .event, event) }
        }
    }
}

/// A command as a simulation was sent it.
struct ToldCommand {
    var saga: String
    var step: Int64
    var phase: String

    init?(_ message: JSONObject) {
        guard let saga = message["saga_id"]?.string, let step = message["step_id"]?.integer,
            let phase = message["phase"]?.string, let id = message["command_id"]?.string
        else { return nil }
        (self.saga, self.step, self.phase, self.id) = (saga, step, phase, id)
    }

    /// As it names itself.
    let id: String

    /// What a simulation says of it; `echo` puts its name in.
    func answer(_ type: String, _ rest: String = "", echo: Bool) -> [UInt8] {
        let name = echo ? ",\"command_id\":\"\(saga).\(step).\(phase)\"" : ""
        return Array("{\"type\":\"step.\(type)\",\"saga_id\":\"\(saga)\",\"step_id\":\(step)\(name)\(rest)}".utf8)
    }
}
