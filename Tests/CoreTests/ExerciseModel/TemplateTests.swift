import ExerciseModel
import Testing

@Suite struct TemplateTests {
    private let context = TemplateContext(
        event: SimulationEvent(
            from: SimulationID(trusted: "crane"), type: "crane.jammed",
            payload: json(
                #"{ "n" : 7.50 , "who":"a \"b\" \u00e9","at":{"list":[10,{"x":true}],"a.b":1,"q\u0071":2},"no":null}"#),
            id: "e-1"),
        outputs: [0: json(#"{"y":[1,2]}"#), 2: json("null")],
        variables: ["z": json(#""zed""#), "o": json(#"{"k":1}"#)],
        saga: SagaID(128))

    private func resolved(_ source: String) throws -> String {
        String(decoding: try Template(json(source)).resolve(context).bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#), (#""${event.payload.n}""#, "7.50"),
        (#"["${event.payload.who}"]"#, #"["a \"b\" \u00e9"]"#),
        (#""${event.payload.at.list.1.x}""#, "true"), (#""${event.payload.at.list.0}""#, "10"),
        (#""${event.payload.no}""#, "null"), (#""${event.payload.at.qq}""#, "2"),
        (#""${event.event_type}""#, #""crane.jammed""#), (#""${event.from}""#, #""crane""#),
        (#""${event.event_id}""#, #""e-1""#), (#""${steps.0.output.y}""#, "[1,2]"),
        (#""${steps.0.output}""#, #"{"y":[1,2]}"#),
        (#""${steps.2.output}""#, "null"), (#""${vars.z}""#, #""zed""#), (#""${vars.o.k}""#, "1"),
        (#""${saga.id}""#, #""saga_128""#),
    ])
    func `a string that is one reference becomes the value itself`(source: String, value: String) throws {
        #expect(try resolved(source) == value)
    }

    @Test(arguments: [
        (#""n=${event.payload.n}!""#, #""n=7.50!""#), (#""<${event.payload.who}>""#, #""<a \"b\" \u00e9>""#),
        (#""${vars.z}${vars.z}""#, #""zedzed""#), (#"" ${vars.o}""#, #"" {\"k\":1}""#),
        (#""${steps.0.output.y} and ${event.payload.no}""#, #""[1,2] and null""#),
        (#"{"a":"\"${vars.z}\"","b":["${vars.o}","x"]}"#, #"{"a":"\"zed\"","b":[{"k":1},"x"]}"#),
    ])
    func `inside a longer string it is put in as text`(source: String, value: String) throws {
        #expect(try resolved(source) == value)
    }

    @Test(arguments: [
        (#""$${vars.z}""#, #""${vars.z}""#), (#""a $${ b""#, #""a ${ b""#), (#""$$${vars.z}""#, #""$${vars.z}""#),
        (#""$5 and $$""#, #""$5 and $$""#), (#"{"$${a}":"${vars.z}"}"#, #"{"${a}":"zed"}"#), (#""{}$""#, #""{}$""#),
    ])
    func `a doubled sign stands for the text itself`(source: String, value: String) throws {
        #expect(try resolved(source) == value)
    }

    @Test func `its references are listed in their order`() throws {
        let template = try Template(json(#"{"a":"${event.payload.a.0}","b":"x${steps.1.output.c}${event.payload}"}"#))
        #expect(template.references == [.payload(["a", "0"]), .output(step: 1, ["c"]), .payload([])])
        #expect(template.references.map(\.description).last == "${event.payload}")
    }

    @Test(arguments: [
        (#""${vars.z""#, TemplateFault(.notClosed, at: 1)), (#"{"a":"b ${"}"#, TemplateFault(.notClosed, at: 8)),
        (#""${}""#, TemplateFault(.noReference(""), at: 1)),
        (#""${event}""#, TemplateFault(.noReference("event"), at: 1)),
        (#""${event.payload..a}""#, TemplateFault(.noReference("event.payload..a"), at: 1)),
        (#""${steps.-1.output}""#, TemplateFault(.noReference("steps.-1.output"), at: 1)),
        (#""${steps.01.output}""#, TemplateFault(.noReference("steps.01.output"), at: 1)),
        (#""${steps.0.result}""#, TemplateFault(.noReference("steps.0.result"), at: 1)),
        (#""${vars}""#, TemplateFault(.noReference("vars"), at: 1)),
        (#""${ vars.z }""#, TemplateFault(.noReference(" vars.z "), at: 1)),
        (#"{"${vars.z}" : 1}"#, TemplateFault(.inKey, at: 2)),
    ])
    func `what is no reference is a fault with its place`(source: String, fault: TemplateFault) {
        #expect(throws: fault) { try Template(json(source)) }
    }

    @Test(arguments: [
        (#""${event.payload.m}""#, "${event.payload.m}", 1), (#""${event.payload.n.x}""#, "${event.payload.n.x}", 1),
        (#""${event.payload.at.list.2}""#, "${event.payload.at.list.2}", 1),
        (#""${event.payload.at.list.00}""#, "${event.payload.at.list.00}", 1),
        (#""a${steps.1.output}""#, "${steps.1.output}", 2), (#""${vars.y}""#, "${vars.y}", 1),
        (#""${event.payload.who.0}""#, "${event.payload.who.0}", 1),
    ])
    func `a reference without a value is a fault with its place`(source: String, named: String, at: Int) throws {
        let template = try Template(json(source))
        let fault = #expect(throws: TemplateFault.self) { try template.resolve(context) }
        #expect(fault?.offset == at)
        #expect(fault?.sentence == "\(named) has no value")
    }

    @Test func `nothing of an event is known without one`() throws {
        let template = try Template(json(#""${event.event_type}""#))
        let fault = #expect(throws: TemplateFault.self) { try template.resolve(TemplateContext()) }
        #expect(fault?.reason == .unresolved(.eventType))
    }

    @Test func `it never grows beyond its limit`() throws {
        let big = json("\"" + String(repeating: "x", count: 300_000) + "\"")
        let template = try Template(json(#"["${vars.b}","${vars.b}","${vars.b}","${vars.b}"]"#))
        let fault = #expect(throws: TemplateFault.self) {
            try template.resolve(TemplateContext(variables: ["b": big]))
        }
        #expect(fault?.reason == .tooLarge(limit: 1 << 20))
    }

    @Test func `it never nests deeper than a message may`() throws {
        let deep = json(String(repeating: "[", count: 31) + #""[{""# + String(repeating: "]", count: 31))
        let context = TemplateContext(variables: ["d": deep])
        #expect(try Template(json(#"["${vars.d}"]"#)).resolve(context).bytes.count == deep.bytes.count + 2)
        let fault = #expect(throws: TemplateFault.self) { try Template(json(#"[["${vars.d}"]]"#)).resolve(context) }
        #expect(fault?.reason == .tooDeep(limit: 32))
    }

    @Test func `the source is read within its own bounds`() throws {
        let whole = Array(#"["${vars.z}","${vars.y}"]"#.utf8)
        let template = try Template(JSONText(trusted: whole[1..<12]))
        #expect(try template.resolve(context) == json(#""zed""#))
    }
}

/// JSON text as a test spells it.
func json(_ text: String) -> JSONText { JSONText(trusted: Array(text.utf8)[...]) }
