import ExerciseModel
import ScenarioRules
import Testing

@Suite struct ConditionTests {
    private let payload = json(
        #"{"n":7,"big":9007199254740993,"e":70e-1,"t":"caf\u00e9","o":{"b":[1,{"c":null}],"a":"x"},"no":null,"f":false}"#
    )

    private func holds(_ path: String, _ comparison: Condition.Comparison) -> Bool {
        Condition.field(path.split(separator: ".").map(String.init), comparison).holds(for: payload)
    }

    @Test(arguments: [
        ("n", "7"), ("n", "7.0"), ("n", "7e0"), ("n", "0.7E+1"), ("e", "7"), ("big", "9007199254740993.0"),
        ("t", "\"café\""), ("o.b.1.c", "null"), ("no", "null"), ("f", "false"), ("o.a", #""\u0078""#),
        ("o", #"{ "a" : "x", "b" : [1.0, {"c":null}] }"#), ("o.b", #"[1,{"c":null}]"#),
    ])
    func `what says the same is equal`(path: String, value: String) {
        #expect(holds(path, .equals(json(value))))
    }

    @Test(arguments: [
        ("n", "\"7\""), ("n", "-7"), ("n", "7.0000000000000000001"), ("big", "9007199254740992"),
        ("t", "\"cafe\u{301}\""),
        ("no", "false"), ("missing", "null"), ("o", #"{"a":"x"}"#), ("o", #"{"a":"x","c":[1,{"c":null}]}"#),
        ("o.b", #"[{"c":null},1]"#), ("f", "0"), ("n.x", "7"), ("o.b.2", "null"),
    ])
    func `what says another thing is not`(path: String, value: String) {
        #expect(!holds(path, .equals(json(value))))
    }

    @Test func `numbers and texts are ordered, kinds that differ never`() {
        let six = json("6.99999999999999999999")
        #expect(holds("n", .greater(six)) && holds("n", .atLeast(json("7.0"))) && holds("n", .atMost(json("7.0"))))
        #expect(holds("big", .greater(json("9007199254740992"))) && holds("big", .less(json("1e300"))))
        #expect(holds("n", .greater(json("-1e300"))) && holds("n", .greater(json("1e-4000"))))
        #expect(!holds("n", .greater(json("7"))) && !holds("n", .less(json("7"))))
        #expect(holds("t", .greater(json("\"cafe\""))) && holds("o.a", .less(json("\"y\""))))
        #expect(holds("o.a", .atLeast(json("\"x\""))) && !holds("o.a", .less(json("\"x\""))))
        for value in ["\"7\"", "null", "true", "[7]"] {
            #expect(!holds("n", .greater(json(value))) && !holds("n", .less(json(value))))
            #expect(!holds("n", .atLeast(json(value))) && !holds("n", .atMost(json(value))))
        }
        #expect(!holds("f", .atLeast(json("false"))) && !holds("missing", .less(json("9"))))
    }

    @Test func `a list, a pattern and being there are asked for`() {
        #expect(holds("n", .isIn([json("1"), json("7.0")])) && !holds("n", .isIn([json("\"7\"")])))
        #expect(!holds("n", .isIn([])) && !holds("missing", .isIn([json("null")])))
        #expect(holds("no", .exists(true)) && holds("missing", .exists(false)) && !holds("n", .exists(false)))
        #expect(holds("t", .matches("caf?")) && !holds("t", .matches("caf")) && !holds("n", .matches("*")))
        #expect(Condition.field([], .exists(true)).holds(for: json("null")))
        #expect(Condition.field([], .equals(json("3"))).holds(for: json("3")))
    }

    @Test func `conditions are joined`() {
        let (yes, no) = (Condition.field(["n"], .exists(true)), Condition.field(["n"], .exists(false)))
        #expect(Condition.all([yes, yes]).holds(for: payload) && !Condition.all([yes, no]).holds(for: payload))
        #expect(Condition.any([no, yes]).holds(for: payload) && !Condition.any([no, no]).holds(for: payload))
        #expect(Condition.not(no).holds(for: payload) && !Condition.not(yes).holds(for: payload))
        #expect(Condition.all([]).holds(for: payload) && !Condition.any([]).holds(for: payload))
    }
}
