import ExerciseTestKit
@testable import HTTPGateway
import NIOCore
import NIOEmbedded
import Testing

@Suite struct SocketTests {
    private let log = SocketLog()

    /// A socket on which something was said.
    private func begun() throws -> SocketStage {
        let stage = try SocketStage(log)
        try stage.receive(.text("hello"))
        return stage
    }

    @Test func `each text is heard, a ping inside it is answered with one write for each read`() throws {
        let stage = try SocketStage(log)

        try stage.receive(
            .text("one"), .text("tw", isLast: false), ClientFrame(9, [1]), ClientFrame(9, [2]), .more("o"))

        #expect(log.words == ["opened", "one", "two"])
        #expect(try stage.writes() == [SocketStage.frame(10, [1]) + SocketStage.frame(10, [2])])
    }

    @Test func `what is written goes out whole with the flush`() throws {
        let stage = try begun()
        let long = [UInt8](repeating: 0x41, count: 70_000)

        let owed = [stage.socket.write([0x61]), stage.socket.write(long), stage.socket.write([])]
        stage.socket.flush()

        #expect(owed == [true, false, false])
        #expect(
            try stage.writes() == [SocketStage.frame(1, [0x61]) + SocketStage.frame(1, long) + SocketStage.frame(1)])
    }

    @Test func `a binary message is told, and the socket goes on`() throws {
        let stage = try SocketStage(log)

        try stage.receive(ClientFrame(2, [1]), .text("then"))

        #expect(log.words == ["opened", "a message is text, not binary", "then"])
        #expect(try stage.writes().isEmpty)
    }

    @Test(arguments: [
        (ClientFrame.text("").unmasked, UInt16(1_002), "this is no frame of WebSocket: what a client sends is masked"),
        (ClientFrame.text("").claiming(1 << 20 + 1), 1_009, "a message has at most 1 MiB"),
    ])
    func `what cannot be read is told once and ends the socket`(
        _ frame: ClientFrame, _ code: UInt16, _ words: String
    ) throws {
        let stage = try begun()

        try stage.receive(frame, .text("after"))
        try stage.receive(.text("later"))
        stage.pass(seconds: 1)

        #expect(log.words == ["opened", "hello", words, "closed: \(words)"])
        #expect(try stage.writes() == [SocketStage.goodbye(code, words)])
        #expect(!stage.channel.isActive)
    }

    @Test func `a goodbye is answered with its code`() throws {
        let stage = try begun()

        try stage.receive(.close(4_001), .text("after"))

        #expect(log.words == ["opened", "hello", "closed: the other side said goodbye with 4001"])
        #expect(try stage.writes() == [SocketStage.goodbye(4_001, "")])
        #expect(!stage.channel.isActive)
    }

    @Test func `our goodbye comes after what was written, and the answer to it ends the connection`() throws {
        let stage = try begun()
        _ = stage.socket.write([0x61])

        stage.socket.close()
        #expect(stage.channel.isActive)
        #expect(stage.socket.write([0x62]) == false)
        try stage.receive(.text("still"), .close(1_000))

        #expect(
            try stage.writes() == [SocketStage.frame(1, [0x61]) + SocketStage.goodbye(1_000, "closed by the server")])
        #expect(log.words == ["opened", "hello", "closed: closed by the server"])
        #expect(!stage.channel.isActive)
    }

    @Test func `who answers no goodbye is hung up on after a second`() throws {
        let stage = try begun()

        stage.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(stage.channel.isActive)
        stage.pass(seconds: 1)

        #expect(log.words == ["opened", "hello", "closed: the server stops"])
        #expect(!stage.channel.isActive)
    }

    @Test func `a connection that ends in the middle is closed once`() throws {
        let stage = try begun()
        try stage.receive(.text("half", isLast: false))

        _ = try stage.channel.finish(acceptAlreadyClosed: true)

        #expect(log.words == ["opened", "hello", "closed: the connection ended without a goodbye"])
    }

    @Test func `a connection that breaks off is closed once`() throws {
        let stage = try begun()

        stage.channel.pipeline.fireErrorCaught(ChannelError.outputClosed)

        #expect(log.words == ["opened", "hello", "closed: the connection broke off"])
        #expect(!stage.channel.isActive)
    }

    @Test func `who says nothing for 5 s is told so`() throws {
        let stage = try SocketStage(log)
        try stage.receive(ClientFrame(9), .text("no end", isLast: false))

        stage.pass(seconds: 4)
        #expect(log.words == ["opened"])
        stage.pass(seconds: 1)

        #expect(log.words == ["opened", "closed: no message within 5 s"])
        #expect(try stage.writes().last == SocketStage.goodbye(1_008, "no message within 5 s"))
    }

    @Test func `each 10 s there is a ping, and who answers stays`() throws {
        let stage = try begun()

        for _ in 0..<6 {
            stage.pass(seconds: 10)
            #expect(try stage.writes() == [SocketStage.frame(9)])
            try stage.receive(ClientFrame(10))
        }

        #expect(log.words == ["opened", "hello"])
    }

    @Test func `who answers no ping for 20 s and says nothing is gone`() throws {
        let stage = try begun()

        stage.pass(seconds: 29)
        try stage.receive(.text("still here"))
        stage.pass(seconds: 20)
        #expect(stage.channel.isActive)
        stage.pass(seconds: 1)

        #expect(log.words == ["opened", "hello", "still here", "closed: no pong for 20 s"])
    }

    @Test func `while it is not read, silence counts for nothing`() throws {
        let stage = try SocketStage(log)
        log.lets = false
        stage.channel.read()
        let reads = stage.readCount

        stage.pass(seconds: 100)
        #expect(log.words == ["opened"])
        #expect(stage.readCount == reads)
        log.lets = true
        stage.socket.resume()
        #expect(stage.readCount == reads + 1)
        stage.pass(seconds: 4)
        #expect(log.words == ["opened"])
        stage.pass(seconds: 100)

        #expect(log.words == ["opened", "closed: no message within 5 s"])
    }
}
