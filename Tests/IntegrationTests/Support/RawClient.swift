import Foundation
import Glibc

/// A TCP client of the loopback that sends bytes as a test wants them and hears what comes back.
final class RawClient {
    private let descriptor: Int32
    private var heard: [UInt8] = []
    /// Whether the other side has hung up.
    private(set) var isOver = false

    init(_ port: UInt16) throws {
        descriptor = try Loopback.connect(port)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// What has come so far.
    var text: String {
        listen()
        return String(decoding: heard, as: UTF8.self)
    }

    /// The same as bytes.
    var bytes: [UInt8] {
        listen()
        return heard
    }

    /// The first line of each answer that has come.
    var statuses: [Int] { text.matches(of: /HTTP\/1\.1 (\d{3})/).compactMap { Int($0.output.1) } }

    /// Sends bytes; answers whether all of them went out.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes, at most for so many seconds; answers whether all of them went out.
    @discardableResult func send(_ bytes: [UInt8], atMost seconds: Double = 5) -> Bool {
        var sent = 0
        let isDone = Patience.wait(atMost: seconds) {
            listen()
            let step = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if step < 0, errno != EAGAIN { isOver = true }
            sent += max(0, step)
            return sent == bytes.count || isOver
        }
        return isDone && sent == bytes.count
    }

    /// Waits until the other side hangs up.
    func waitsForEnd(atMost seconds: Double = 10) -> Bool {
        Patience.wait(atMost: seconds) {
            listen()
            return isOver
        }
    }

    /// Waits until so many answers have begun.
    func waits(for answers: Int) -> Bool { Patience.wait { statuses.count >= answers } }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isOver {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { heard += buffer[..<count] } else { isOver = count == 0 || errno != EAGAIN }
            if count <= 0 { return }
        }
    }
}

extension RawClient {
    /// One request of its own connection: the whole answer, head and body.
    static func ask(_ port: UInt16, _ path: String, method: String = "GET") throws -> String {
        let client = try RawClient(port)
        client.send("\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n\r\n")
        _ = client.waitsForEnd()
        return client.text
    }
}
