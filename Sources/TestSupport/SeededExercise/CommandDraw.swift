import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

/// Draws what controllers send: mostly what makes sense, often what does not.
struct CommandDraw {
    var random: SeededRandom
    private var sent: [[UInt8]] = []
    private var drawn = 0
    /// Commands with the plan that their dry run gave.
    private var planned: [[UInt8]] = []

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// The next message, given how the exercise stands.
    mutating func next(_ state: ExerciseState?) -> (payload: [UInt8], retained: Bool) {
        if !sent.isEmpty, random.chance(120) { return (random.pick(sent), false) }
        drawn += 1
        if !planned.isEmpty, random.chance(100) {
            let payload = random.pick(planned)
            sent.append(payload)
            return (payload, false)
        }
        if random.chance(40) { return (broken(), random.chance(100)) }
        let payload = command(state)
        sent.append(payload)
        return (payload, random.chance(20))
    }

    /// Keeps the plan of a dry run, for the command to carry later.
    mutating func noteAnswer(_ exchange: Observations.Exchange) {
        guard let answer = exchange.answer.flatMap({ try? JSONObject($0[...]) }), let plan = answer["plan"]?.string,
            let command = try? JSONObject(exchange.command[...])
        else { return }
        var fields = command.fields.filter { !["dry_run", "id", "plan"].contains(command.name(of: $0)) }
            .map { "\"\(command.name(of: $0))\":\(String(decoding: $0.value.bytes, as: UTF8.self))" }
        fields.append("\"plan\":\"\(plan)\"")
        if planned.count > 5 { planned.removeFirst() }
        planned.append(Array("{\(fields.joined(separator: ","))}".utf8))
    }

    /// Whether a message is more than an echo of the daemon's own words.
    static func asksForAnswer(_ payload: [UInt8]) -> Bool {
        guard let object = try? JSONObject(payload[...]) else { return !payload.isEmpty }
        return object["accepted"] == nil && object["mirrored"]?.bool != true
    }

    private mutating func broken() -> [UInt8] {
        let texts = [
            "", "{", "[]", "{\"command\":7}", "{\"id\":\"x\"}", "{\"command\":\"fly\",\"id\":\"fly\"}",
            "{\"command\":\"start\",\"mirrored\":true}", "{\"accepted\":true}", "{\"command\":\"seek\",\"to\":-1}",
            "{\"command\":\"speed\",\"rate\":0,\"id\":\"zero\"}", "\u{FEFF}{}", "{\"command\":\"note\",\"text\":\"\"}",
        ]
        return Array(random.pick(texts).utf8)
    }

    private mutating func command(_ state: ExerciseState?) -> [UInt8] {
        var (name, arguments) = order(state)
        if name == "reset" { arguments += abandonment(state) }
        var fields = ["\"command\":\"\(name)\""]
        if random.chance(700) { fields.append("\"id\":\"c\(random.chance(950) ? drawn : drawn / 2)\"") }
        if random.chance(100) { fields.append("\"dry_run\":true") }
        if random.chance(200) { fields.append("\"by\":\"Ada \\\"\\u00e9\"") }
        if random.chance(100), !arguments.contains(where: { $0.hasPrefix("\"reason") }) {
            fields.append("\"reason\":\"because\"")
        }
        fields += arguments
        return Array("{\(fields.joined(separator: ","))}".utf8)
    }

    private mutating func order(_ state: ExerciseState?) -> (String, [String]) {
        if let state, state.knowsSimulations, let order = sagaOrder(state) { return order }
        if random.chance(350), let name = nextStatus(state) { return (name, []) }
        switch random.number(0...159) {
        case 0...4: return ("start", [])
        case 5...12: return ("pause", [])
        case 13...22: return ("resume", [])
        case 23...25: return ("stop", [])
        case 26...29: return ("reset", [])
        case 30...39: return ("speed", ["\"rate\":\(random.pick(["1", "2", "0.5", "10", "60", "0.1", "1000", "0"]))"])
        case 40...51: return ("seek", seek(state))
        case 52...65: return ("deliver", deliver(state))
        case 66...76: return ("retry", retry(state))
        case 77...79: return ("note", ["\"text\":\"seen \(drawn)\""])
        default: return intervention(state)
        }
    }

    /// What leads on from here, so that most exercises run.
    private mutating func nextStatus(_ state: ExerciseState?) -> String? {
        switch state?.clock.status {
        case .initialized?: "start"
        case .paused?: random.chance(600) ? "resume" : nil
        case .stopped?, .completed?: random.chance(300) ? "reset" : nil
        default: nil
        }
    }

    private mutating func seek(_ state: ExerciseState?) -> [String] {
        let end = min(state?.clock.duration.milliseconds ?? 60_000, 400_000)
        let now = min(state?.clock.base.milliseconds ?? 0, 400_000)
        let dues = (state?.plan.timelines ?? []).flatMap(\.injects).compactMap { inject -> Int64? in
            guard case .at(let due) = inject.schedule else { return nil }
            return due.milliseconds
        }
        let to = random.pick([end, end + 1_000, random.number(0...end), now + 5_000, now / 2] + dues.prefix(6))
        var fields = ["\"to\":\(to / 1_000).\(String(to % 1_000 + 1_000).dropFirst())"]
        if random.chance(750) { fields.append("\"skipped\":\"\(random.pick(["fire", "skip", "hold"]))\"") }
        return fields
    }

    private mutating func deliver(_ state: ExerciseState?) -> [String] {
        var fields = ["\"inject\":\"\(inject(state))\""]
        if random.chance(400) { fields.append("\"teams\":[\"\(team(state))\"]") }
        if random.chance(400) { fields.append("\"again\":true") }
        return fields
    }

    private mutating func retry(_ state: ExerciseState?) -> [String] {
        if random.chance(300) { return ["\"failure\":\"\(team(state)).\(random.number(1...12))\""] }
        let open = (state?.ledger.slots(in: [.failed, .unheard, .retrying]) ?? [])
        if let state, !open.isEmpty, random.chance(800) {
            let target = state.ledger.target(at: random.pick(open))
            return ["\"inject\":\"\(target.inject)\"", "\"team\":\"\(target.team)\""]
        }
        return ["\"inject\":\"\(inject(state))\"", "\"team\":\"\(team(state))\""]
    }

    mutating func inject(_ state: ExerciseState?) -> String {
        let known = (state?.plan.timelines ?? []).flatMap { $0.injects.map(\.id.text) }
        return random.pick(known + ["nothing", "added-1", "added-2"])
    }

    mutating func team(_ state: ExerciseState?) -> String {
        random.pick((state?.plan.teams ?? []).map(\.id.text) + ["nobody"])
    }
}
