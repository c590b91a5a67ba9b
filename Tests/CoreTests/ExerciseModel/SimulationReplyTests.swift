import ExerciseModel
import Testing

@Suite struct SimulationReplyTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a registration and an error read as in the seed`() {
        #expect(text(SimulationReply.registered) == #"{"type":"registered","status":"ok"}"#)
        #expect(
            text(SimulationReply.error(.conflict, "say \"when\""))
                == #"{"type":"error","status":"say \"when\"","code":"conflict"}"#)
        #expect(text(SimulationReply.replaced).hasSuffix(#","code":"replaced"}"#))
    }

    @Test func `a command has the seed's keys first and in its order`() {
        let command = SimulationCommand(
            command: "show_alert", params: json(#"{"message": "hi", "n":7.0}"#), saga: SagaID(128),
            step: StepName(0, .do), attempt: 2, deadline: 30_000, correlation: "harbour-127")
        #expect(
            text(command.message)
                == #"{"type":"command","command":"show_alert","params":{"message": "hi", "n":7.0},"#
                + #""saga_id":"saga_128","step_id":0,"command_id":"saga_128.0.do","attempt":2,"phase":"do","#
                + #""deadline_ms":30000,"correlation_id":"harbour-127"}"#)
    }

    @Test(arguments: [
        (RuleVerdict.evaluated([]), #"{"type":"event.accepted","event_id":"e","position":7}"#),
        (.queued([]), #"{"type":"event.accepted","event_id":"e","position":7,"rules":"queued","reason":"paused"}"#),
        (
            .notRun(reason: "over"),
            #"{"type":"event.accepted","event_id":"e","position":7,"rules":"not_run","reason":"over"}"#
        ),
    ])
    func `an accepted event says what the rules make of it`(verdict: RuleVerdict, message: String) {
        #expect(text(SimulationReply.accepted(id: "e", position: 7, verdict, waits: "paused")) == message)
    }
}
