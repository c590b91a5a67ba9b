import ExerciseModel
import MQTTGateway
import Testing

@testable import Commands

@Suite struct WatchPictureTests {
    @Test func `no team's feed is listened to`() {
        let topics = WatchPicture.topics(.everything, of: HarbourEvents.id)

        #expect(!topics.contains { $0.contains("/team/") || $0.contains("#") || $0.hasSuffix("/+/feed") })
    }

    @Test func `a daemon that is there and speaks is live`() {
        let stage = WatchStage.live()

        #expect(stage.picture.isLive(at: stage.now))
    }

    @Test func `what a broker keeps of a dead daemon is not live`() {
        var stage = WatchStage.live()
        stage.hear("/whitecell/south/status", #"{"status":"offline","version":"1"}"#)

        #expect(!stage.picture.isLive(at: stage.now))
        #expect(
            stage.picture.whySilent(at: stage.now)
                == "the daemon 'south' is gone: start it again with 'whitecell serve'")
        #expect(stage.picture.log.lines.map(\.text) == ["the daemon 'south' is gone"])
    }

    @Test func `a first clock that is old may be a hanging daemon's, a second one is not`() {
        var stage = WatchStage.live()
        stage.take(.lost(reason: "closed"))
        stage.take(.connected)
        stage.hear("/whitecell/south/status", #"{"status":"online","version":"1"}"#)
        let stamped = stage.now
        stage.now.utc.milliseconds -= 3_600_000
        stage.timer("running", at: 400)
        stage.now.utc = stamped.utc
        let first = stage.picture.isLive(at: stage.now)
        stage.now.utc.milliseconds -= 3_600_000
        stage.timer("running", at: 401)
        stage.now.utc = stamped.utc

        #expect(!first)
        #expect(stage.picture.isLive(at: stage.now))
    }

    @Test func `a daemon that says nothing for longer than it ever does is not live`() {
        var stage = WatchStage.live()
        stage.pass(seconds: 7)
        let patient = stage.picture.isLive(at: stage.now)
        stage.pass(seconds: 1)

        #expect(patient)
        #expect(!stage.picture.isLive(at: stage.now))
        #expect(stage.picture.whySilent(at: stage.now) == "no word of the daemon 'south'")
    }

    @Test func `the log tells whose commands were carried out, and what was refused`() {
        var stage = WatchStage.live()
        stage.hear("/control", #"{"command":"pause","by":"bo"}"#)
        stage.hear(
            "/control",
            #"{"command":"hold","timestamp":"x","id":"1","by":"bo","inject":"it-01","reason":"later","mirrored":true,"#
                + #""origin":"mqtt","position":9}"#)
        stage.hear(
            "/control/result",
            #"{"id":"2","command":"resume","accepted":false,"error":{"code":"conflict","message":"NO DUFF"}}"#)
        stage.hear("/control/result", #"{"id":"3","command":"pause","accepted":true,"status":"paused","position":3}"#)

        #expect(
            stage.picture.log.lines.map(\.text) == [
                "bo: hold it-01 reason=later", "refused: resume: conflict: NO DUFF",
            ]
        )
        #expect(stage.picture.log.lines.first?.time == ExerciseInstant(seconds: 332))
    }

    @Test func `the log tells changes of status, emergencies, failures and receipts`() {
        var stage = WatchStage.live()
        stage.hear(
            "/status",
            #"{"status":"paused","previous":"running","timestamp":"x","exercise_time":331.5,"reason":"tea","by":"bo","#
                + #""run":2}"#)
        stage.hear("/noduff", #"{"active":true,"message":"real fire","by":"bo"}"#)
        stage.hear("/noduff", "")
        stage.hear(
            "/monitoring/failure",
            #"{"id":"blue.3","team_id":"blue","inject_id":"it-01","error":"not authorized","status":"failed"}"#)
        stage.hear(
            "/event", #"{"type":"receipt.recorded","data":{"team":"blue","inject":"it-01","status":"seen","seq":3}}"#)

        #expect(
            stage.picture.log.lines.map(\.text) == [
                "paused by bo: tea", "NO DUFF: real fire", "NO DUFF is lifted",
                "blue it-01 failed: not authorized", "blue it-01 is seen",
            ])
    }

    @Test func `what came due and who left is seen from the figures`() {
        var stage = WatchStage.live()
        stage.figures(next: WatchStage.next)
        stage.timer("running", at: 341)
        stage.figures()

        #expect(stage.picture.log.lines.map(\.text) == ["it-02 came due → blue, orange"])
    }

    @Test func `what is due by now is no longer ahead`() {
        var stage = WatchStage.live()
        stage.figures(next: WatchStage.next)
        let before = stage.picture.ahead?.map(\.inject)
        stage.timer("running", at: 340)

        #expect(before == ["it-02"])
        #expect(stage.picture.ahead == [])
    }

    @Test func `what newly waits for a controller is told, what waits as planned is not`() {
        var stage = WatchStage.live()
        stage.waiting()
        stage.waiting(WatchStage.follower, WatchStage.held)

        #expect(stage.picture.log.lines.map(\.text) == ["blue it-01 held: late"])
        #expect(stage.picture.waiting?.urgentFirst.map(\.id) == ["it-01", "it-03"])
    }

    @Test func `words of others cannot move the cursor`() {
        var stage = WatchStage.live()
        stage.hear(
            "/control", #"{"command":"note","by":"b\u001b[2Jo","text":"a\nb","mirrored":true,"origin":"mqtt"}"#)

        #expect(stage.picture.log.lines.map(\.text) == ["b\u{FFFD}[2Jo: note a b"])
    }

    @Test func `a broker that does not let us hear is why nothing is heard`() {
        var stage = WatchStage()
        stage.take(.connected)
        stage.take(.refused(topic: "/exercise/harbour/timer", reason: "not authorized"))

        #expect(
            stage.picture.whySilent(at: stage.now)
                == "the broker refuses to let us hear /exercise/harbour/timer: not authorized")
    }

    @Test func `a lost broker is told once, and that it is back`() {
        var stage = WatchStage.live()
        stage.take(.lost(reason: "closed"))
        stage.take(.lost(reason: "refused"))
        stage.take(.connected)

        #expect(stage.picture.log.lines.map(\.text) == ["the broker is lost: closed", "the broker is back"])
    }
}
