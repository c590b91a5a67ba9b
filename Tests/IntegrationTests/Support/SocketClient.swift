import ExerciseTestKit
import Glibc

/// A client of `/ws` that says what a test wants, right or wrong.
final class SocketClient {
    private let client: RawClient
    /// Where the frames begin in what came.
    private var start = 0

    /// A frame that the server sent.
    struct Frame: Equatable {
        var opcode: UInt8
        var payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The code of a goodbye.
        var code: Int { payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]) }
    }

    /// Asks for the upgrade; `further` fields end with a line break each, `frames` follow in the same packet.
    init(
        _ port: UInt16, _ target: String = "/ws", _ further: String = "", host: String? = nil,
        frames: [ClientFrame] = []
    ) throws {
        client = try RawClient(port)
        let head = """
            GET \(target) HTTP/1.1\r
            Host: \(host ?? "localhost:\(port)")\r
            Upgrade: websocket\r
            Connection: keep-alive, Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \(further)\r

            """
        client.send(Array(head.utf8) + frames.flatMap(\.bytes))
    }

    /// The head of the answer to the upgrade, and for a refusal the document.
    var answer: String { client.text }
    var isOver: Bool { client.isOver }

    /// Waits until the server has answered; tells the status.
    func status() -> Int {
        _ = Patience.wait { client.text.contains("\r\n\r\n") || client.isOver }
        return client.statuses.first ?? 0
    }

    /// The same.
    @discardableResult func send(_ frames: ClientFrame..., atMost seconds: Double = 5) -> Bool {
        send(frames, atMost: seconds)
    }

    /// Sends frames, at most for so many seconds; answers whether all of them went out.
    @discardableResult func send(_ frames: [ClientFrame], atMost seconds: Double = 5) -> Bool {
        client.send(frames.flatMap(\.bytes), atMost: seconds)
    }

    /// The whole frames that have come so far.
    var frames: [Frame] {
        let bytes = client.bytes
        if start == 0 {
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
            start = end.upperBound
        }
        var (frames, place) = ([Frame](), start)
        while bytes.count >= place + 2 {
            let short = Int(bytes[place + 1] & 0x7F)
            let width = short == 126 ? 2 : short == 127 ? 8 : 0
            guard bytes.count >= place + 2 + width else { break }
            let wide = bytes[(place + 2)..<(place + 2 + width)].reduce(0) { $0 << 8 | Int($1) }
            let (from, length) = (place + 2 + width, width == 0 ? short : wide)
            guard bytes.count >= from + length else { break }
            frames.append(Frame(opcode: bytes[place] & 0x0F, payload: Array(bytes[from..<(from + length)])))
            place = from + length
        }
        return frames
    }

    /// The texts among them.
    var texts: [String] { frames.filter { $0.opcode == 1 }.map(\.text) }

    /// Waits until so many frames have come.
    func waits(for count: Int) -> Bool { Patience.wait { frames.count >= count } }

    /// Waits for the server's goodbye; its code, or 0 when none came.
    func goodbye() -> Int {
        _ = Patience.wait { frames.contains { $0.opcode == 8 } || client.isOver }
        return frames.first { $0.opcode == 8 }?.code ?? 0
    }

    /// Waits until the server hangs up.
    func waitsForEnd() -> Bool { client.waitsForEnd() }
}
