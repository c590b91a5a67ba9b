import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct WhatIsNextTests {
    private static let topic = Topic.monitoring(ExerciseID(trusted: "harbour"))

    private func next(_ stage: ExerciseStage) throws -> String? {
        let payload = try #require(stage.published(Self.topic).last)
        return try JSONObject(ArraySlice(payload.utf8))["next"].map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `the next five are told in the order in which they come due, each with its teams`() throws {
        var stage = ExerciseStage(at: 70, 60, 50, 40, 30, 20, 10.5, teams: ["blue", "orange"])
        stage.order("start")
        stage.pass(10)

        #expect(
            try next(stage) == "["
                + [("10.5", "g"), ("20.0", "f"), ("30.0", "e"), ("40.0", "d"), ("50.0", "c")]
                .map { #"{"at":\#($0.0),"inject":"\#($0.1)","teams":["blue","orange"]}"# }.joined(separator: ",") + "]")
    }

    @Test func `what was moved for one team comes at its own time, and what is held does not come`() throws {
        var stage = ExerciseStage(at: 20, 30, 40, teams: ["blue", "orange"])
        stage.order("start")
        stage.say(#"{"command":"hold","inject":"a","team":"blue","reason":"later"}"#)
        stage.say(#"{"command":"hold","inject":"b","reason":"later"}"#)
        stage.say(#"{"command":"move","inject":"c","to":15}"#)
        stage.pass(5)

        #expect(
            try next(stage)
                == #"[{"at":15.0,"inject":"c","teams":["blue","orange"]},{"at":20.0,"inject":"a","teams":["orange"]}]"#)
    }

    @Test func `nothing ahead is an empty list`() throws {
        var stage = ExerciseStage(at: 1)
        stage.order("start")
        stage.pass(10)

        #expect(try next(stage) == "[]")
    }
}
