import ExerciseModel
import Rehearsal
import Testing

/// Whether what followed is what was expected, and in which words it is not.
@Suite struct ReactionTests {
    private static let rule = Rules.rule(
        "stop", Rules.send("crane", "brake", #"{"crane":"N3","at":{"lat":1.50,"lon":2}}"#), Rules.send("net", "cut"))

    private static func expecting(_ commands: Reaction.Command...) -> Played {
        Played([rule], [Played.event("stop", at: 450, commands: commands)])
    }

    private static let brake = Played.command("crane", "brake")
    private static let cut = Played.command("net", "cut")

    @Test func `the same commands in the same order hold, whatever their parameters where none are written`() {
        #expect(Self.expecting(Self.brake, Self.cut).sentences == [])
    }

    @Test func `a rule that ends otherwise than well is told although each command came, unless one was to fail`() {
        let typo = Rules.rule("stop", Rules.publish("news", #""${event.payload.spede}""#))
        #expect(
            Played([typo], [Played.event("stop", at: 450)]).sentences == [
                "'stop' at T+07:30 comes, but rule 'on-stop' ends failed: step 0: ${event.payload.spede} has no value"
            ])
        let jam = Played.event("stop", at: 450, commands: [Self.brake, Self.cut], fails: ["cut"])
        #expect(Played([Self.rule], [jam]).sentences == [])
    }

    @Test func `parameters are compared by what they say, not by how it is written`() {
        let params = #"{"at":{"lon":2.0,"lat":15e-1},"crane":"\u004e3"}"#
        #expect(
            Self.expecting(Played.command("crane", "brake", params), Played.command("net", "cut", "{}")).sentences == []
        )
    }

    @Test func `what is missing, too many or in another place is named by the first difference`() {
        let (brake, cut, show) = (Self.brake, Self.cut, Played.command("media", "show"))
        #expect(
            [
                Self.expecting(brake, cut, show), Self.expecting(brake), Self.expecting(cut, brake),
                Self.expecting(brake, Played.command("crane", "cut")), Self.expecting(),
            ].map(\.sentences) == [
                ["'stop' at T+07:30: command 3, 'show' to 'media', does not come"],
                ["'stop' at T+07:30: command 2, 'cut' to 'net', is not expected"],
                ["'stop' at T+07:30: command 1 is 'brake' to 'crane', not 'cut' to 'net'"],
                ["'stop' at T+07:30: command 2 is 'cut' to 'net', not 'cut' to 'crane'"],
                ["'stop' at T+07:30: command 1, 'brake' to 'crane', is not expected"],
            ])
    }

    @Test(
        arguments: [
            (#"{"crane":"N2","at":{"lat":1.5,"lon":2}}"#, #"has "N3" for 'crane', not "N2""#),
            (#"{"crane":"N3","at":{"lat":1.5,"lon":3}}"#, "has 2 for 'at.lon', not 3"),
            (#"{"crane":"N3","at":{"lat":1.5,"lon":2,"z":0}}"#, "has no 'at.z', which should be 0"),
            (#"{"at":{"lat":1.5,"lon":2}}"#, #"has 'crane' as well: "N3""#),
            (#"{"crane":"N3","at":[]}"#, #"has {"lat":1.50,"lon":2} for 'at', not []"#),
        ])
    func `another parameter is named by its path`(params: String, words: String) {
        let played = Self.expecting(Played.command("crane", "brake", params), Self.cut)
        #expect(played.sentences == ["'stop' at T+07:30: command 1, 'brake' to 'crane', \(words)"])
        #expect(played.reasons == ["what follows is: brake, cut"])
    }

    @Test func `why a command does not follow is said of the rule that sends it`() {
        let (stop, brake) = (Played.event("stop", commands: [Self.brake]), Rules.send("crane", "brake"))
        func reasons(_ rules: Rule..., events: [Reaction]? = nil) -> [String] {
            Played(rules, events ?? [stop]).reasons
        }
        let listening = Rules.rule("stop", brake) { $0.when.from = SimulationID(trusted: "net") }
        let asking = Rules.rule("stop", brake) { $0.when.condition = .field(["load"], .exists(true)) }
        let paused = Rules.rule("stop", brake) { $0.when.phases = [.paused] }
        let rare = Rules.rule("stop", brake) {
            $0.when.count = 3
            $0.when.within = 300_000_000
        }
        let once = Rules.rule("stop", brake) { $0.when.once = true }

        #expect(reasons(Rules.rule("go", brake)) == ["rule 'on-go' sends it, and listens to 'go'"])
        #expect(reasons(listening) == ["rule 'on-stop' sends it, and listens to 'net' alone"])
        #expect(reasons(asking) == ["rule 'on-stop' sends it, and the payload does not meet its 'where'"])
        #expect(
            reasons(paused) == ["rule 'on-stop' sends it, and does not look at events while the exercise is running"])
        #expect(reasons(rare) == ["rule 'on-stop' sends it, and does not fire: it takes 3 events within 5m"])
        #expect(
            reasons(once, events: [stop, Played.event("stop", commands: [Self.brake])]) == [
                "rule 'on-stop' sends it, and does not fire: it fires once"
            ])
        #expect(
            reasons(once, events: [Played.event("stop", at: 3_600, commands: [Self.brake])]) == [
                "rule 'on-stop' sends it, and does not look at the event: the exercise is completed"
            ])
    }

    @Test func `of other rules that answer the event nothing is said but what they send`() {
        let other = Rules.rule("stop", Rules.send("media", "show"))
        let played = Played(
            [other, Rules.rule("halt", Rules.send("crane", "brake"))], [Played.event("stop", commands: [Self.brake])])

        #expect(played.sentences == ["'stop' at T+00:00: command 1 is 'show' to 'media', not 'brake' to 'crane'"])
        #expect(
            played.reasons == ["what follows is: show", "rule 'on-halt' sends it, and listens to 'halt'"])
        let none = Played([other], [Played.event("stop")])
        #expect(none.reasons == ["what follows is: show", "rule 'on-stop' sends it"])
    }

    @Test func `a rule that came to nothing says why`() {
        let lost = Rules.rule("stop", Rules.send("crane", "brake", #"{"n":"${event.payload.n}"}"#))
        let played = Played([lost], [Played.event("stop", commands: [Self.brake])])

        #expect(played.sentences == ["'stop' at T+00:00: command 1, 'brake' to 'crane', does not come"])
        #expect(played.reasons == ["rule 'on-stop' ends failed: step 0: ${event.payload.n} has no value"])
    }

    @Test func `an event that no simulation could send is refused with its reason`() {
        let big = Played.event("stop", #""\#(String(repeating: "x", count: 1 << 20))""#, commands: [Self.brake])
        let sentence = Played([Self.rule], [big]).sentences.first ?? ""

        #expect(sentence == "'stop' at T+00:00 is refused: a message holds at most 1048576 bytes")
    }
}
