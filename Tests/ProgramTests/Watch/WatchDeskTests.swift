import ExerciseModel
import MQTTGateway
import Testing

@testable import Commands

@Suite struct WatchDeskTests {
    @Test(arguments: [("running", "pause"), ("paused", "resume")])
    func `space turns the clock at once`(_ status: String, _ command: String) {
        var stage = WatchStage.live(status)

        #expect(stage.press(.character(" ")) == [#"{"command":"\#(command)","id":"w-1","by":"ann"}"#])
    }

    @Test func `space starts what has not begun, but asks`() {
        var stage = WatchStage.live("initialized")

        #expect(stage.press(.character("p")) == [#"{"command":"start","id":"w-1","by":"ann","dry_run":true}"#])
    }

    @Test func `the next inject is rehearsed, asked about, and sent as rehearsed`() {
        var stage = WatchStage.live()
        stage.figures(next: WatchStage.next)
        let rehearsed = stage.press(.character("n"))
        stage.result(
            #"{"id":"w-1","command":"deliver","accepted":true,"status":"running","position":9,"plan":"abc","effects":"#
                + #"[{"type":"inject.released","data":{"team":"blue","inject":"it-02"}},"#
                + #"{"type":"inject.released","data":{"team":"orange","inject":"it-02"}}]}"#)
        let asked = stage.screen(80, 24)[22]
        let sent = stage.press(.character("y"))

        #expect(
            rehearsed == [
                #"{"command":"deliver","id":"w-1","by":"ann","inject":"it-02","teams":["blue","orange"],"dry_run":true}"#
            ])
        #expect(asked == "deliver it-02 now: it-02 goes out: blue, orange  y/N")
        #expect(
            sent == [
                #"{"command":"deliver","id":"w-2","by":"ann","inject":"it-02","teams":["blue","orange"],"plan":"abc"}"#
            ])
    }

    @Test func `any other key than y leaves what was asked`() {
        var stage = WatchStage.live()
        stage.figures(next: WatchStage.next)
        stage.press(.character("n"))
        stage.result(#"{"id":"w-1","command":"deliver","accepted":true,"plan":"abc","effects":[]}"#)

        #expect(stage.press(.enter, .character("y")).isEmpty)
        #expect(stage.desk.notice?.text == "deliver it-02 now: not done")
    }

    @Test func `a number presses the button of its row`() {
        var stage = WatchStage.live()
        stage.waiting(WatchStage.follower, WatchStage.held)

        #expect(
            stage.press(.character("1"))
                == [#"{"command":"release","id":"w-1","by":"ann","inject":"it-01","team":"blue","dry_run":true}"#])
        #expect(stage.press(.character("2")).isEmpty)
        #expect(stage.desk.notice?.text == "there is no button 2")
    }

    @Test func `holding everything needs a reason, which may be pasted and mended`() {
        var stage = WatchStage.live()
        stage.press(.character("h"), .enter)
        let without = stage.desk.notice?.text
        stage.press(.character("h"), .pasted("fire\n"), .character("q"), .backspace, .character("!"))

        #expect(without == "hold: not done, it needs a reason")
        #expect(stage.screen(80, 24)[22] == "hold everything, because: fire !▏")
        #expect(stage.press(.enter) == [#"{"command":"hold","id":"w-8","by":"ann","reason":"fire !"}"#])
    }

    @Test func `escape leaves the line`() {
        var stage = WatchStage.live()

        #expect(stage.press(.character("h"), .character("x"), .escape).isEmpty)
        #expect(stage.desk.mode == .watching)
    }

    @Test func `pasted text presses no keys`() {
        var stage = WatchStage.live()

        #expect(stage.press(.pasted("p"), .pasted("q")).isEmpty)
        #expect(stage.desk.mode == .watching)
    }

    @Test func `results are shown, refusals too`() {
        var stage = WatchStage.live()
        stage.press(.character("p"))
        stage.result(
            #"{"id":"w-1","command":"pause","accepted":false,"error":{"code":"conflict","message":"paused already"}}"#)

        #expect(stage.desk.notice == WatchDesk.Notice(text: "pause: conflict: paused already", tone: .alarm))
    }

    @Test func `other people's results are not ours`() {
        var stage = WatchStage.live()
        stage.press(.character("p"))
        stage.result(#"{"id":"other","command":"pause","accepted":true,"effects":[]}"#)

        #expect(stage.desk.notice?.text == "pause …")
    }

    @Test func `a command that nobody answers is told after 5 s`() {
        var stage = WatchStage.live()
        stage.press(.character("p"))
        stage.pass(seconds: 4)
        let before = stage.desk.notice?.text
        stage.pass(seconds: 1)

        #expect(before == "pause …")
        #expect(stage.desk.notice?.text == "pause: no answer in 5 s, whether it was carried out is unknown")
    }

    @Test func `what was said is gone after a minute`() {
        var stage = WatchStage.live()
        stage.press(.character("1"))
        stage.pass(seconds: 1)
        stage.pass(seconds: 59)
        let before = stage.desk.notice?.text
        stage.pass(seconds: 1)

        #expect(before == "there is no button 1")
        #expect(stage.desk.notice == nil)
    }

    @Test func `nothing is kept for a broker or a daemon that may come back`() {
        var stage = WatchStage.live()
        stage.take(.lost(reason: "closed"))

        #expect(stage.press(.character("p")).isEmpty)
        #expect(stage.desk.notice?.text == "pause: not sent, the broker cannot be reached: closed")
    }

    @Test func `a rehearsal that ends while somebody writes asks nothing`() {
        var stage = WatchStage.live()
        stage.press(.character("r"), .character("h"))
        stage.result(#"{"id":"w-1","command":"release","accepted":true,"plan":"abc","effects":[]}"#)

        #expect(stage.desk.mode == .writing(""))
    }

    @Test func `q quits, but not while one writes`() {
        var stage = WatchStage.live()
        let deeds = stage.desk.press(.character("q"), stage.picture, id: "", at: stage.now)
        stage.press(.character("h"))

        #expect(deeds == [.quit])
        #expect(stage.desk.press(.character("q"), stage.picture, id: "", at: stage.now).isEmpty)
    }
}
