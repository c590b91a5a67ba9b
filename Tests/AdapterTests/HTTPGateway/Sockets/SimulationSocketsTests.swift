import ExerciseHost
import ExerciseModel
import ExerciseTestKit
@testable import HTTPGateway
import NIOCore
import NIOEmbedded
import Orchestration
import Testing

@Suite struct SimulationSocketsTests {
    private let loop = EmbeddedEventLoop()
    private let batches = Guarded<[[SimulationReport]]>([])
    private let backlog = Guarded(0)

    private func sockets(_ change: (inout SocketLimits) -> Void = { _ in }) -> SimulationSockets {
        var limits = SocketLimits()
        change(&limits)
        let (batches, backlog) = (batches, backlog)
        let sockets = SimulationSockets(limits: limits)
        sockets.report(
            to: { reports in batches.withLock { $0.append(reports) } }, backlog: { backlog.withLock { $0 } })
        return sockets
    }

    private func stage(_ sockets: SimulationSockets, _ target: String = "/ws") throws -> SocketStage {
        try SocketStage(sockets, limits: sockets.limits, target: target, on: loop)
    }

    /// What was reported since the last look, each batch by itself.
    private func told() -> [[SimulationReport]] {
        loop.run()
        return batches.withLock { batches in
            defer { batches = [] }
            return batches
        }
    }

    private func said(_ number: UInt64, _ text: String) -> SimulationReport {
        .said(SocketID(number), Array(text.utf8))
    }

    @Test func `what a turn of the loop brings is told at once and in order`() throws {
        let sockets = sockets()
        let (one, two) = (try stage(sockets, "/ws?exercise=harbour"), try stage(sockets))
        #expect(told() == [[.opened(SocketID(1), exercise: "harbour"), .opened(SocketID(2), exercise: nil)]])

        try one.receive(.text("a"), .text("b"))
        try two.receive(.text("c"), ClientFrame(2))
        try one.receive(.text("d"))

        #expect(
            told() == [[said(1, "a"), said(1, "b"), said(2, "c"), .unreadable(SocketID(2), .binary), said(1, "d")]])
    }

    @Test func `a batch of orders is one write for each socket, in order`() throws {
        let sockets = sockets()
        let (one, two) = (try stage(sockets), try stage(sockets))
        let (a, b) = (SocketID(1), SocketID(2))

        sockets.perform([.send(a, [0x61]), .send(b, [0x62]), .send(SocketID(9), [0x63])])
        sockets.perform([.send(a, [0x64]), .close(a), .send(a, [0x65])])
        loop.run()

        let goodbye = SocketStage.goodbye(1_000, "closed by the server")
        #expect(try one.writes() == [SocketStage.frame(1, [0x61]) + SocketStage.frame(1, [0x64]) + goodbye])
        #expect(try two.writes() == [SocketStage.frame(1, [0x62])])
    }

    @Test func `what cannot be read is answered in words before the goodbye, and a binary message by the host alone`()
        throws
    {
        let sockets = sockets()
        let (broken, large, binary) = (try stage(sockets), try stage(sockets), try stage(sockets))

        try broken.receive(.text("hi").unmasked)
        try large.receive(.text("").claiming(1 << 20 + 1))
        try binary.receive(ClientFrame(2))

        let words = "this is no frame of WebSocket: what a client sends is masked"
        #expect(
            try broken.writes() == [
                SocketStage.frame(1, SimulationReply.error(.invalidJSON, words)) + SocketStage.goodbye(1_002, words)
            ])
        let size = "a message has at most 1 MiB"
        #expect(
            try large.writes() == [
                SocketStage.frame(1, SimulationReply.error(.tooLarge, size)) + SocketStage.goodbye(1_009, size)
            ])
        #expect(try binary.writes().isEmpty)
    }

    @Test func `an order to close is answered with closed, once`() throws {
        let sockets = sockets()
        let one = try stage(sockets)
        _ = told()

        sockets.perform([.close(SocketID(1)), .close(SocketID(1))])
        loop.run()
        try one.receive(.text("late"), .close(1_000))
        sockets.perform([.close(SocketID(1))])

        #expect(told() == [[.closed(SocketID(1), reason: "closed by the server")]])
        #expect(!one.channel.isActive)
    }

    @Test func `nothing opens before somebody hears it, nor above the limit`() throws {
        var limits = SocketLimits()
        limits.sockets = 1
        let unheard = SimulationSockets(limits: limits)
        #expect(unheard.refusal()?.code == .overloaded)

        let sockets = sockets { $0.sockets = 1 }
        #expect(sockets.refusal() == nil)
        let one = try stage(sockets)
        #expect(sockets.refusal()?.code == .overloaded)
        try one.receive(.close(1_000))

        #expect(sockets.refusal() == nil)
    }

    @Test func `while much waits nothing is read, and then what waited longest first`() throws {
        let sockets = sockets { $0.tide = 1_000 }
        let (one, two) = (try stage(sockets), try stage(sockets))
        _ = told()
        let before = [one.readCount, two.readCount]

        backlog.withLock { $0 = 1_001 }
        one.channel.read()
        two.channel.read()
        loop.advanceTime(by: .milliseconds(10))
        #expect([one.readCount, two.readCount] == before)
        backlog.withLock { $0 = 1_000 }
        loop.advanceTime(by: .milliseconds(1))

        #expect([one.readCount, two.readCount] == before.map { $0 + 1 })
    }

    @Test func `what is not told yet counts as well`() throws {
        let sockets = sockets { $0.tide = 2_000 }
        let one = try stage(sockets)
        _ = told()
        let before = one.readCount

        try one.receive(ClientFrame(1, [UInt8](repeating: 0x41, count: 2_000)))
        one.channel.read()
        #expect(one.readCount == before)
        loop.advanceTime(by: .milliseconds(1))

        #expect(one.readCount == before + 1)
    }

    @Test func `many that wait are read again a wave at a time`() throws {
        let sockets = sockets { $0.tide = 1_000 }
        let stages = try (0..<100).map { _ in try stage(sockets) }
        _ = told()
        let before = stages.map(\.readCount).reduce(0, +)
        backlog.withLock { $0 = 5_000 }
        for stage in stages { stage.channel.read() }
        backlog.withLock { $0 = 0 }

        loop.advanceTime(by: .milliseconds(1))
        let first = stages.map(\.readCount).reduce(0, +) - before
        loop.advanceTime(by: .milliseconds(1))

        #expect(first == 64)
        #expect(stages.map(\.readCount).reduce(0, +) - before == 100)
    }

    @Test func `after the end orders are forgotten, and what closes is told at once`() throws {
        let sockets = sockets()
        let one = try stage(sockets)
        _ = told()

        sockets.end()
        sockets.perform([.send(SocketID(1), [0x61])])
        _ = try one.channel.finish(acceptAlreadyClosed: true)

        #expect(
            batches.withLock { $0 } == [[.closed(SocketID(1), reason: "the connection ended without a goodbye")]])
        #expect(try one.writes().isEmpty)
    }
}
