import ExerciseHost
import ExerciseTestKit
import HTTPGateway
import Testing

@Suite struct FrameReaderTests {
    /// What is read when the bytes come in pieces of so many.
    private func read(_ bytes: [UInt8], inPiecesOf size: Int = .max) -> [FrameReader.Item] {
        var (reader, items) = (FrameReader(), [FrameReader.Item]())
        var place = 0
        while place < bytes.count {
            let piece = Array(bytes[place..<(size < bytes.count - place ? place + size : bytes.count)])
            piece.withUnsafeBufferPointer { piece in
                var offset = 0
                while let item = reader.next(piece, from: &offset) { items.append(item) }
            }
            place += piece.count
        }
        return items
    }

    private func read(_ frames: ClientFrame..., inPiecesOf size: Int = .max) -> [FrameReader.Item] {
        read(frames.flatMap(\.bytes), inPiecesOf: size)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 4_000, 65_535, 65_536, 1 << 20])
    func `a text comes out as it went in, whatever its length`(_ length: Int) {
        let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }

        #expect(read(ClientFrame(1, text)) == [.text(text)])
    }

    @Test(arguments: [1, 2, 3, 5, 13, 64, 1_000])
    func `however the bytes are cut, the same is read`(_ size: Int) {
        let long = [UInt8](repeating: 0x41, count: 70_000)
        let bytes = [
            ClientFrame.text("one"), .text("tw", isLast: false), ClientFrame(9, [1, 2, 3]), .more("", isLast: false),
            .more("o"), ClientFrame(2, [0, 1]), ClientFrame(10), ClientFrame(1, long), .close(1_000),
        ].flatMap(\.bytes)

        let items = read(bytes, inPiecesOf: size)

        #expect(
            items == [
                .text(Array("one".utf8)), .ping([1, 2, 3]), .text(Array("two".utf8)), .unreadable(.binary), .pong,
                .text(long), .close(1_000),
            ])
    }

    @Test(arguments: [
        (ClientFrame.text("hi").unmasked, "what a client sends is masked"),
        (ClientFrame.text("hi").with(reserved: 4), "a reserved bit is set"),
        (ClientFrame.text("hi").with(reserved: 1), "a reserved bit is set"),
        (ClientFrame(3), "nothing has opcode 3"),
        (ClientFrame(15), "nothing has opcode 15"),
        (ClientFrame(9, [1], isLast: false), "a control frame comes in one piece"),
        (ClientFrame(9, [UInt8](repeating: 0, count: 126)), "a control frame has at most 125 bytes"),
        (ClientFrame.more("hi"), "a continuation of nothing"),
        (ClientFrame(8, [3]), "a close code has two bytes"),
        (ClientFrame.close(999), "nobody closes with 999"),
        (ClientFrame.close(1_005), "nobody closes with 1005"),
    ])
    func `a broken frame is told with its reason, and nothing after it is read`(_ frame: ClientFrame, _ words: String) {
        #expect(
            read(.text("before"), frame, .text("after")) == [.text(Array("before".utf8)), .unreadable(.broken(words))])
        #expect(read(frame, .text("after"), inPiecesOf: 1) == [.unreadable(.broken(words))])
    }

    @Test func `a message that begins inside another is broken`() {
        let items = read(.text("a", isLast: false), .text("b"))

        #expect(items == [.unreadable(.broken("a message begins before the last one ended"))])
    }

    @Test func `a frame that says it is too large is not waited for`() {
        let tooLong: UInt64 = 1 << 20 + 1

        #expect(read(ClientFrame(1, []).claiming(tooLong)) == [.unreadable(.tooLarge)])
        #expect(read(ClientFrame(2, []).claiming(.max)) == [.unreadable(.tooLarge)])
    }

    @Test func `a message of several frames is measured as a whole, a binary one as well`() {
        let half = [UInt8](repeating: 0x41, count: 1 << 19)
        for opcode in [UInt8(1), 2] {
            let first = ClientFrame(opcode, half, isLast: false)
            #expect(read(first, ClientFrame(0, half, isLast: false), ClientFrame(0, [1])) == [.unreadable(.tooLarge)])
        }
        #expect(read(ClientFrame(1, half, isLast: false), ClientFrame(0, half)) == [.text(half + half)])
    }

    @Test func `frames without end come to an end`() {
        let frames =
            [ClientFrame.text("", isLast: false)] + [ClientFrame](repeating: .more("", isLast: false), count: 16_384)

        let items = read(frames.flatMap(\.bytes))

        #expect(items == [.unreadable(.broken("a message comes in at most 16384 frames"))])
    }

    @Test func `a goodbye without a code, and with words, is one`() {
        #expect(read(ClientFrame(8)) == [.close(nil)])
        #expect(read(ClientFrame(8, [0x0F, 0xA0] + Array("bye".utf8))) == [.close(4_000)])
    }

    @Test(arguments: 0..<200)
    func `any bytes are read to their end`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let noise = (0..<600).map { _ in UInt8(truncatingIfNeeded: random.next()) }

        let whole = read(noise)

        #expect(whole == read(noise, inPiecesOf: 1 + Int(seed % 17)))
        #expect(whole.dropLast().allSatisfy { if case .unreadable(let fault) = $0 { fault == .binary } else { true } })
    }
}
