import ExerciseModel
import Testing

@Suite struct SimulationMessageTests {
    private let crane = SimulationID(trusted: "crane_sim")

    private func read(
        _ text: String, expecting kind: SimulationMessage.Kind? = nil, on topic: SimulationID? = nil
    ) throws(Refusal) -> SimulationMessage {
        try SimulationMessage.read(Array(text.utf8), expecting: kind, on: topic)
    }

    private func refusal(
        _ text: String, expecting kind: SimulationMessage.Kind? = nil, on topic: SimulationID? = nil
    ) -> Refusal? {
        do throws(Refusal) {
            _ = try read(text, expecting: kind, on: topic)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the messages of the seed's page are taken as they stand`() throws {
        #expect(
            try read(#"{"type": "register", "id": "crane_sim", "name": "Crane control"}"#)
                == .register(crane, name: "Crane control", token: nil))
        #expect(
            try read(#"{"type":"event","event_type":"attack.detected","payload":{"severity": 8, "a":[1.0]}}"#)
                == .event(type: "attack.detected", payload: json(#"{"severity": 8, "a":[1.0]}"#), id: nil))
        #expect(
            try read(#"{"type":"step.completed","saga_id":"saga_1234567890","step_id":0}"#)
                == .answer(StepAnswer(saga: "saga_1234567890", step: 0, .completed(output: nil))))
        #expect(
            try read(#"{"type":"step.failed","saga_id":"saga_1234567890","step_id":2}"#)
                == .answer(StepAnswer(saga: "saga_1234567890", step: 2, .failed(reason: nil, retryable: false))))
    }

    @Test func `what our own page adds is taken as well`() throws {
        #expect(
            try read(#"{"type":"register","id":"crane_sim","token":"t","name":null,"more":1}"#)
                == .register(crane, name: "crane_sim", token: "t"))
        #expect(
            try read(#"{"type":"event","event_type":"a\u0062","event_id":"e-1","payload":null}"#)
                == .event(type: "ab", payload: json("null"), id: "e-1"))
        #expect(
            try read(#"{"type":"step.completed","saga_id":"saga_7","step_id":1,"command_id":"c","output": {"y":1} }"#)
                == .answer(StepAnswer(saga: "saga_7", step: 1, commandID: "c", .completed(output: json(#"{"y":1}"#)))))
        #expect(
            try read(#"{"type":"step.failed","saga_id":"saga_7","step_id":1,"reason":"jam","retryable":true}"#)
                == .answer(StepAnswer(saga: "saga_7", step: 1, .failed(reason: "jam", retryable: true))))
        #expect(
            try read(#"{"type":"step.progress","saga_id":"saga_7","step_id":1,"percent":40}"#)
                == .answer(StepAnswer(saga: "saga_7", step: 1, .progress)))
    }

    @Test func `a topic says what its messages leave out`() throws {
        #expect(try read("{}", expecting: .register, on: crane) == .register(crane, name: "crane_sim", token: nil))
        #expect(
            try read(#"{"event_type":"x"}"#, expecting: .event, on: crane)
                == .event(type: "x", payload: json("null"), id: nil))
        #expect(
            try read(#"{"type":"step.progress","saga_id":"saga_7","step_id":0}"#, expecting: .step, on: crane)
                == .answer(StepAnswer(saga: "saga_7", step: 0, .progress)))
    }

    @Test func `nobody takes another's topic or speaks where it has no place`() {
        #expect(
            refusal(#"{"id":"vr_sim"}"#, expecting: .register, on: crane)
                == .init(.invalidCommand, "'vr_sim' cannot register on the topic of 'crane_sim'"))
        #expect(
            refusal(#"{"type":"event","event_type":"x"}"#, expecting: .register)
                == .init(.invalidCommand, #""type" must be "register" here, not 'event'"#))
        #expect(
            refusal(#"{"saga_id":"saga_7","step_id":0}"#, expecting: .step)
                == .init(
                    .invalidCommand, #""type" is missing: it is "step.completed", "step.failed" or "step.progress""#))
    }

    @Test(arguments: ["", "../x", "a/b", "+", "#", "a b", "-a", "ä", "a.b", String(repeating: "a", count: 65)])
    func `an id that is no identifier is refused`(id: String) {
        #expect(
            refusal(#"{"type":"register","id":"\#(id)","name":"n"}"#)
                == .init(
                    .invalidCommand,
                    "\"id\" may hold letters, digits, _ and -, 64 at most, and begins with a letter or digit"))
    }

    @Test(arguments: [
        ("", RefusalCode.invalidJSON, "the text is empty (byte 1)"),
        ("[]", .invalidJSON, "this must be a JSON object (byte 1)"),
        ("{\"type\":\"event\"", .invalidJSON, "the text ends in the middle of a value (byte 16)"),
        (#"{"type":"event","type":"event"}"#, .invalidJSON, #"the key "type" stands twice in one object (byte 17)"#),
        (
            #"{"type":"event","event_type":"x","payload":{"n":1e999}}"#, .invalidJSON,
            "this is no number of JSON, or too large for one (byte 49)"
        ),
        (#"{"type":"event","event_type":"x","payload":NaN}"#, .invalidJSON, "this is no JSON (byte 44)"),
        (
            #"{"event_type":"x"}"#, .invalidCommand,
            #""type" is missing: it is "register", "event", "step.completed", "step.failed" or "step.progress""#
        ),
        (
            #"{"type":7}"#, .invalidCommand,
            #""type" must be a string: "register", "event", "step.completed", "step.failed" or "step.progress""#
        ),
        (
            #"{"type":"bye"}"#, .unknownCommand,
            #"there is no message 'bye': "type" is "register", "event", "step.completed", "step.failed" or "step.progress""#
        ),
        (#"{"type":"register","name":"n"}"#, .invalidCommand, #"'register' needs "id""#),
        (#"{"type":"register","id":7}"#, .invalidCommand, #""id" must be a string"#),
        (#"{"type":"register","id":"a","name":""}"#, .invalidCommand, #""name" must have 1 to 256 bytes"#),
        (#"{"type":"event","payload":{}}"#, .invalidCommand, #"'event' needs "event_type""#),
        (#"{"type":"event","event_type":""}"#, .invalidCommand, #""event_type" must have 1 to 256 bytes"#),
        (#"{"type":"event","event_type":"x","event_id":1}"#, .invalidCommand, #""event_id" must be a string"#),
        (#"{"type":"step.completed","step_id":0}"#, .invalidCommand, #"'step.completed' needs "saga_id""#),
        (#"{"type":"step.failed","saga_id":"s"}"#, .invalidCommand, #"'step.failed' needs "step_id""#),
        (
            #"{"type":"step.failed","saga_id":"s","step_id":"0"}"#, .invalidCommand,
            #""step_id" must be a whole number from 0, as the command has it"#
        ),
        (
            #"{"type":"step.failed","saga_id":"s","step_id":-1}"#, .invalidCommand,
            #""step_id" must be a whole number from 0, as the command has it"#
        ),
        (
            #"{"type":"step.failed","saga_id":"s","step_id":0,"reason":7}"#, .invalidCommand,
            #""reason" must be a string"#
        ),
        (
            #"{"type":"step.failed","saga_id":"s","step_id":0,"retryable":"no"}"#, .invalidCommand,
            #""retryable" must be true or false"#
        ),
    ])
    func `a refusal says what is wrong and how it should be`(text: String, code: RefusalCode, message: String) {
        #expect(refusal(text) == .init(code, message))
    }

    @Test func `what is too long or too deep is refused, one byte less is not`() {
        func event(_ payload: String) -> String { #"{"type":"event","event_type":"x","payload":"# + payload + "}" }
        let room = (1 << 20) - event("[]").utf8.count
        let list = String(repeating: " ", count: room)
        #expect(refusal(event("[" + list + "]")) == nil)
        #expect(
            refusal(event("[ " + list + "]")) == .init(.tooLarge, "a message holds at most 1048576 bytes"))
        #expect(refusal(event("\"" + String(repeating: "x", count: 64 << 10) + "\"")) == nil)
        #expect(refusal(event("\"" + String(repeating: "x", count: 64 << 10 + 1) + "\""))?.code == .tooLarge)
        #expect(refusal(event(String(repeating: "[", count: 31) + String(repeating: "]", count: 31))) == nil)
        let deep = refusal(event(String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)))
        #expect(deep == .init(.invalidJSON, "values are nested deeper than 32 (byte 75)"))
        #expect(refusal(#"{"type":"event","event_type":"\#(String(repeating: "x", count: 256))"}"#) == nil)
        #expect(
            refusal(#"{"type":"event","event_type":"\#(String(repeating: "x", count: 257))"}"#)?.code
                == .invalidCommand)
    }

    @Test func `bytes that are no text are refused`() {
        let bytes = Array(#"{"type":"event","event_type":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
        #expect(throws: Refusal(.invalidJSON, "these bytes are no UTF-8 (byte 31)")) {
            try SimulationMessage.read(bytes)
        }
    }
}
