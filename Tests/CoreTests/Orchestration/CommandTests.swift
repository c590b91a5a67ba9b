import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct CommandTests {
    private let harbour = ExerciseID(trusted: "harbour")

    /// Running, with `a` sent to blue, `b` ahead, and the id `used` spent on the start.
    private func running() -> ExerciseStage {
        var stage = ExerciseStage(at: 0, 60)
        stage.say(#"{"command":"start","id":"used"}"#)
        stage.settle()
        return stage
    }

    /// Each message would fail every later check as well.
    @Test(arguments: [
        (#"{"command":"deliver","inject":"x","teams":[],"id":"used"}"#, "invalid_command"),
        (#"{"command":"deliver","inject":"x","id":"used"}"#, "conflict"),
        (#"{"command":"deliver","inject":"no such","id":"used"}"#, "conflict"),
        (#"{"command":"deliver","inject":"x"}"#, "unknown_inject"),
        (#"{"command":"deliver","inject":"a","teams":["green"]}"#, "unknown_team"),
        (#"{"command":"retry","failure":"blue.9"}"#, "unknown_failure"),
        (#"{"command":"resume"}"#, "invalid_transition"),
        (#"{"command":"deliver","inject":"a"}"#, "conflict"),
        (#"{"command":"retry","inject":"a","team":"blue"}"#, "conflict"),
    ])
    func `checks stand in the contract's order`(json: String, code: String) {
        var stage = running()
        #expect(stage.say(json) == code)
    }

    @Test func `names are looked at before the status`() {
        var stage = ExerciseStage(at: 1)
        #expect(stage.say(#"{"command":"deliver","inject":"x"}"#) == "unknown_inject")
        #expect(stage.say(#"{"command":"deliver","inject":"a"}"#) == "invalid_transition")
    }

    @Test func `an accepted command is in the log, answered and mirrored`() throws {
        var stage = running()
        stage.clear()
        let json = #"{"timestamp":"2026-01-15T09:59:00Z","id":"c1","command":"pause","by":"Ann","reason":"lunch"}"#
        stage.hear(Topic.control(harbour), json)
        let position = try #require(stage.events.first).position
        #expect(stage.facts == ["0.0 command.accepted pause lunch", "0.0 clock.paused "])
        #expect(stage.events.map(\.actor) == ["mqtt:Ann", "mqtt:Ann"])
        #expect(
            stage.published(Topic.control(harbour)) == [
                #"{"command":"pause","timestamp":"2026-01-15T10:00:00.000Z","id":"c1","by":"Ann","reason":"lunch","#
                    + #""mirrored":true,"origin":"mqtt","position":\#(position)}"#
            ])
        #expect(
            stage.published(Topic.result(harbour)) == [
                #"{"id":"c1","command":"pause","accepted":true,"status":"paused","position":\#(position),"#
                    + #""effects":[{"type":"clock.paused","data":{"wall_us":1000000000}}]}"#
            ])
    }

    @Test func `a refused command is in the log and answered, and not mirrored`() {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), #"{"command":"resume","id":"c1"}"#)
        #expect(stage.facts == ["0.0 command.refused resume invalid_transition"])
        #expect(
            stage.published(Topic.result(harbour)) == [
                #"{"id":"c1","command":"resume","accepted":false,"#
                    + #""error":{"code":"invalid_transition","message":"the exercise is running already"}}"#
            ])
        #expect(stage.published(Topic.control(harbour)) == [])
    }

    @Test func `what is no JSON is answered and leaves the log alone`() {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), "start")
        #expect(stage.facts == [])
        #expect(
            stage.published(Topic.result(harbour)) == [
                #"{"id":null,"accepted":false,"error":{"code":"invalid_json","message":"this is no JSON (byte 1)"}}"#
            ])
    }

    @Test(arguments: ["", #"{"command":"pause","mirrored":true}"#, #"{"accepted":true,"command":"pause"}"#])
    func `what is no command is ignored on the topic, and answered to a caller who waits`(json: String) {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), json)
        #expect(stage.effects == [])
        #expect(stage.say(json) == "invalid_command")
        #expect(stage.facts == [])
    }

    @Test func `results of every door are published, and a caller within the program is answered`() {
        var stage = running()
        stage.clear()
        #expect(stage.result(#"{"command":"note","text":"x","id":"n"}"#)?.id == "n")
        #expect(stage.published(Topic.result(harbour)).count == 1)
        #expect(stage.published(Topic.control(harbour)).first?.contains(#""origin":"cli:ann""#) == true)
    }

    @Test func `the mirror speaks for itself, whatever the command said`() throws {
        var stage = running()
        stage.clear()
        stage.say(#"{"command":"pause","mirrored":false,"origin":"me","position":-1,"mood":[1, 2]}"#)
        let mirror = try #require(stage.published(Topic.control(harbour)).first)
        let object = try JSONObject(Array(mirror.utf8)[...])
        #expect(object.fields.map(object.name) == ["command", "timestamp", "mood", "mirrored", "origin", "position"])
    }

    @Test func `the same id with the same content acts once and is answered alike`() {
        var stage = running()
        let first = stage.command(#"{"command":"pause","id":"p"}"#)
        stage.order("resume")
        stage.clear()
        let second = stage.command(#"{"id":"p","command":"pause","timestamp":"later"}"#)
        #expect(stage.facts == [])
        guard case .accepted(let acceptance) = first, acceptance.status == .paused else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(second == .accepted(Acceptance(status: .paused, position: acceptance.position)))
        #expect(stage.say(#"{"id":"p","command":"stop"}"#) == "conflict")
        #expect(stage.facts == [])
    }

    @Test func `ids stay used in the next run`() {
        var stage = running()
        stage.order("reset")
        #expect(stage.say(#"{"command":"start","id":"used"}"#) == "accepted")
        #expect(stage.state.clock.status == .initialized)
    }

    @Test func `a note is an observation in the log`() {
        var stage = ExerciseStage(at: 1)
        stage.clear()
        stage.say(#"{"command":"note","text":"They found it.","by":"Ann"}"#)
        #expect(stage.events.map(\.fact).last == .noteRecorded(text: "They found it."))
        #expect(stage.events.last?.actor == "cli:ann:Ann")
    }

    @Test func `a retained command is refused and cleared, not carried out`() {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), #"{"command":"stop","id":"c"}"#, retained: true)
        #expect(stage.facts == [])
        #expect(
            stage.publications == [
                Publication(topic: Topic.control(harbour), payload: [], qos: 1, retain: true),
                Publication(
                    topic: Topic.result(harbour),
                    payload: Array(
                        (#"{"id":"c","command":"stop","accepted":false,"error":{"code":"retained_command","message":"#
                            + #""a command must not be retained: publish it without the retain flag"}}"#).utf8),
                    qos: 1),
            ])
        stage.clear()
        stage.hear(Topic.control(harbour), "", retained: true)
        #expect(stage.effects == [])
    }

    @Test func `the answer also goes to the response topic, with its correlation data`() {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), #"{"command":"pause"}"#, responseTopic: "clients/7")
        let answers = stage.publications.filter { $0.topic == "clients/7" || $0.topic == Topic.result(harbour) }
        #expect(answers.map(\.correlation) == [nil, [7]])
        #expect(answers.first?.payload == answers.last?.payload)
    }

    @Test func `a response topic where an answer may not go is refused in the log`() {
        var stage = running()
        stage.clear()
        stage.hear(Topic.control(harbour), #"{"command":"pause"}"#, responseTopic: Topic.status(harbour))
        #expect(stage.events.last?.fact == .responseTopicRefused(topic: Topic.status(harbour)))
        #expect(stage.publications.filter { $0.correlation != nil } == [])
    }

    @Test func `a status that a command brought names who and why`() {
        var stage = running()
        stage.clear()
        stage.say(#"{"command":"pause","by":"Ann","reason":"lunch"}"#)
        #expect(
            stage.published(Topic.status(harbour)) == [
                #"{"exercise_id":"harbour","status":"paused","previous":"running","#
                    + #""timestamp":"2026-01-15T10:00:00.000Z","exercise_time":0.0,"reason":"lunch","by":"Ann","#
                    + #""run":1,"instance":"host-5"}"#
            ])
    }
}
