import ExerciseModel
import MQTTGateway
import Testing

@testable import Commands

@Suite struct WatchTextTests {
    private static func busy() -> WatchStage {
        var stage = WatchStage.live()
        stage.figures(next: WatchStage.next)
        stage.waiting()
        stage.waiting(WatchStage.held, WatchStage.follower)
        return stage
    }

    @Test func `an ordinary terminal shows everything`() {
        #expect(
            Self.busy().screen(80, 24) == [
                " █▀█ █▀▀ ▄ ▀▀█ ▀▀█   ▶ running",
                " █ █ ▀▀█ ▄  ▀█ █▀▀   delivered 4 of 12  held 1",
                " ▀▀▀ ▀▀▀   ▀▀▀ ▀▀▀   harbour  10:00:00 UTC  south",
                " ███████▌·····················································  12.3 % of 45:00",
                "next     in 0:08    T+05:40    it-02 → blue, orange",
                "  teams        delivered   seen  under way   held   late  unheard  failed",
                "● blue               3/6      2          ·      1      ·        ·       ·",
                "○ orange             1/6      ·          1      ·      ·        ·       2",
                "  2 wait",
                "1        12 s  blue  it-01  held  late                                 [release]",
                "               blue  it-03  waiting  after it-01 is seen; it is held",
                "T+05:32   blue it-01 held: late",
                "", "", "", "", "", "", "", "", "", "", "",
                "space pause  n next now  1–2 press  h hold all  r release all  ? help  q quit",
            ])
    }

    @Test func `a tiny terminal shows the least of everything`() {
        #expect(
            Self.busy().screen(40, 10) == [
                "▶ T+05:32  12.3 %  running  harbour",
                "next in 0:08    T+05:40    it-02 → blue…",
                "  teams        delivered   held   late",
                "● blue               3/6      1      ·",
                "○ orange             1/6      ·      ·",
                "  2 wait, 1 shown",
                "1   12 s  blue  it-01  held    [release]",
                "T+05:32 blue it-01 held: late",
                "",
                "space pause  1–2 press  h hold all  ? h…",
            ])
    }

    @Test(arguments: [(80, 24), (40, 10), (200, 60), (120, 40), (20, 4), (10, 2), (1, 1), (56, 16)])
    func `every screen has its lines, and none is wider`(_ columns: Int, _ rows: Int) {
        for mode in ["", "?", "h"] {
            var stage = Self.busy()
            stage.hear("/noduff", #"{"active":true,"message":"real fire","by":"bo"}"#)
            if let key = mode.first { stage.press(.character(key)) }
            let size = Terminal.Size(columns: columns, rows: rows)
            let lines = WatchText.screen(stage.picture, stage.desk, on: size, at: stage.now)

            #expect(lines.count == rows)
            #expect(lines.allSatisfy { $0.width <= columns })
        }
    }

    @Test func `an emergency and a lost broker stand across the screen`() {
        var stage = Self.busy()
        stage.hear("/noduff", #"{"active":true,"message":"real fire","by":"bo"}"#)
        stage.take(.lost(reason: "connection refused"))
        stage.pass(seconds: 12)

        let lines = stage.screen(80, 24)

        #expect(lines[4] == " NO DUFF  real fire  (nothing is sent)")
        #expect(lines[5] == " NO BROKER for 12 s: connection refused")
    }

    @Test func `where not all teams fit, those in trouble come first`() {
        var stage = WatchStage.live()
        let calm = (1...20).map { #"{"id":"t\#($0)","connected":true,"scheduled":1,"delivered":1}"# }
        let lost = #"{"id":"lost","connected":false,"scheduled":1,"delivered":0}"#
        stage.hear("/monitoring", #"{"teams":[\#((calm + [lost]).joined(separator: ","))]}"#)

        let lines = stage.screen(80, 20)

        #expect(lines[5].hasPrefix("  8 of 21 "))
        #expect(lines[6].hasPrefix("○ lost "))
    }

    @Test func `before anything is heard it says so`() {
        let stage = WatchStage()

        #expect(stage.screen(60, 8)[0] == "harbour: no clock yet")
        #expect(stage.screen(60, 8)[1] == " the broker is asked …")
    }

    @Test func `a snapshot is plain and whole`() {
        let stage = Self.busy()

        #expect(
            WatchText.snapshot(stage.picture, columns: 80, at: stage.now).first
                == "▶ T+05:32 / 45:00  12.3 %  running  harbour")
        #expect(WatchText.snapshot(stage.picture, columns: 80, at: stage.now).count == 8)
    }
}
