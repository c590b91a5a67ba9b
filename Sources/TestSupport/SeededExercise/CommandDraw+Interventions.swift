import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration

extension CommandDraw {
    /// A command that changes what is to come, or what is known of the teams.
    mutating func intervention(_ state: ExerciseState?) -> (String, [String]) {
        switch random.number(0...79) {
        case 0...11: return ("hold", scope(state) + reason())
        case 12...25: return ("release", scope(state))
        case 26...33: return ("skip", scope(state) + reason())
        case 34...47: return ("move", move(state))
        case 48...55: return ("add", add(state))
        case 56...60: return ("noduff", ["\"message\":\"a real fire\""])
        case 61...68: return ("clear_noduff", [])
        case 69...74: return ("receipt", receipt(state))
        default: return ("tick", tick(state))
        }
    }

    private mutating func reason() -> [String] { random.chance(950) ? ["\"reason\":\"as played\""] : [] }

    /// Mostly one inject, sometimes of one team, seldom everything.
    private mutating func scope(_ state: ExerciseState?) -> [String] {
        var fields: [String] = []
        if random.chance(850) {
            fields.append("\"inject\":\"\(inject(state))\"")
            if random.chance(400) { fields.append("\"team\":\"\(team(state))\"") }
        }
        if random.chance(100) { fields.append("\"if_revision\":\(random.number(0...40))") }
        return fields
    }

    private mutating func move(_ state: ExerciseState?) -> [String] {
        let (now, name) = (state?.lastTime.milliseconds ?? 0, inject(state))
        let to = max(0, random.pick([now, now - 4_000, now + 2_000, now + random.number(0...60_000), 9_000_000]))
        var fields = ["\"inject\":\"\(name)\"", "\"to\":\(to / 1_000).\(String(to % 1_000 + 1_000).dropFirst())"]
        if random.chance(300) { fields.append("\"ripple\":true") }
        if random.chance(150), let id = InjectID(name), let state {
            fields.append("\"if_revision\":\(state.revision(of: id))")
        }
        return fields
    }

    private mutating func add(_ state: ExerciseState?) -> [String] {
        let seconds = (state?.lastTime.seconds ?? 0) + random.number(-3...40)
        let name = inject(state)
        let schedule = random.pick([
            "\"manual\":true", "\"time\":\(max(0, seconds))", "\"time\":\(max(0, seconds)).250",
            "\"after\":{\"inject\":\"\(name)\",\"state\":\"delivered\",\"delay\":\(random.number(0...9))}",
            "\"after\":\"\(name)\"",
        ])
        let late = random.pick([
            "", ",\"late\":\"fire\"", ",\"grace\":0.5", ",\"expected_action\":{\"text\":\"go\",\"deadline\":9}",
        ])
        let whole =
            "{\"id\":\"added-\(random.number(1...4))\",\(schedule),\"type\":\"mail\",\"content\":{\"n\": 2.50}\(late)}"
        let teams = random.chance(500) ? "\"\(team(state))\"" : "\"\(team(state))\",\"\(team(state))\""
        return ["\"inject\":\(whole)", "\"teams\":[\(teams)]"]
    }

    private mutating func receipt(_ state: ExerciseState?) -> [String] {
        var fields = ["\"inject\":\"\(inject(state))\"", "\"team\":\"\(team(state))\""]
        fields.append("\"status\":\"\(random.pick(["received", "seen", "acknowledged", "responded"]))\"")
        return fields
    }

    private mutating func tick(_ state: ExerciseState?) -> [String] {
        var fields = ["\"inject\":\"\(inject(state))\"", "\"action\":\(random.number(1...2))"]
        if random.chance(600) { fields.append("\"team\":\"\(team(state))\"") }
        if random.chance(300) { fields.append("\"rating\":\"S\"") }
        return fields
    }
}
