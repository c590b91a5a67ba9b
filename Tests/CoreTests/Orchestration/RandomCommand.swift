import ExerciseModel
import ExerciseTestKit

/// Draws the commands that change what is to come; all of them, sensible or not.
enum RandomCommand {
    static func name(_ random: inout SeededRandom) -> String {
        random.pick(["m", "f", "g", "added", "i1", "i2"] + (0..<8).map { "i\($0)" })
    }

    static func draw(_ random: inout SeededRandom, lastTime: ExerciseInstant) -> String {
        let (inject, team) = (name(&random), random.pick(["blue", "red"]))
        let scope = random.pick([
            "", #","inject":"\#(inject)""#, #","inject":"\#(inject)","team":"\#(team)""#,
        ])
        let to = max(0, lastTime.seconds + random.number(-10...30))
        let schedule = random.pick([
            #""manual":true"#, #""time":\#(to)"#, #""after":"\#(inject)""#,
            #""after":{"inject":"i1","state":"published","delay":2}"#,
        ])
        let commands = [
            #"{"command":"hold"\#(scope),"reason":"x"}"#, #"{"command":"release"\#(scope)}"#,
            #"{"command":"release"\#(scope)}"#, #"{"command":"skip"\#(scope),"reason":"x"}"#,
            #"{"command":"move","inject":"\#(inject)","to":\#(to)}"#,
            #"{"command":"move","inject":"\#(inject)","to":\#(to),"ripple":true}"#,
            #"{"command":"add","inject":{"id":"added",\#(schedule),"type":"mail","content":1},"teams":["\#(team)"]}"#,
            #"{"command":"noduff","message":"a fire"}"#, #"{"command":"clear_noduff"}"#,
            #"{"command":"clear_noduff"}"#,
            #"{"command":"receipt","inject":"\#(inject)","team":"\#(team)","status":"seen"}"#,
            #"{"command":"tick","inject":"i2","action":\#(random.number(1...2))}"#,
            #"{"command":"tick","inject":"\#(inject)","team":"\#(team)","rating":"S"}"#,
            #"{"command":"note","text":"x"}"#, #"{"command":"deliver","inject":"\#(inject)"}"#,
            #"{"command":"deliver","inject":"\#(inject)","teams":["\#(team)"],"again":true}"#,
            #"{"command":"retry","inject":"\#(inject)","team":"\#(team)"}"#,
            #"{"command":"retry","failure":"\#(team).\#(random.number(1...9))"}"#,
        ]
        return random.pick(commands)
    }
}
