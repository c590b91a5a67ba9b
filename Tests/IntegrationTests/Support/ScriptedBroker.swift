import ExerciseHost
import Foundation
import Glibc

/// A broker of MQTT 5 that misbehaves as a test says: what mosquitto cannot be made to do.
final class ScriptedBroker: Sendable {
    /// How it behaves; the default is to keep to the rules.
    struct Script: Sendable {
        /// `nil` for none.
        var connack: UInt8? = 0
        /// Filters that hold this text are refused with 0x87.
        var refusedFilter: String?
        /// What is published on topics that hold this text is never answered.
        var silentTopic: String?
        /// How many times each publish is answered.
        var answers = 1
        /// Sent instead of the answer to a publish below `/exercise/`, before hanging up.
        var disconnect: UInt8?
    }

    let port: UInt16
    let script: Guarded<Script>
    private let connections = Guarded(0)
    private let listener: Int32

    init(_ script: Script) throws {
        self.script = Guarded(script)
        let (listener, port) = try Loopback.listen()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else { return }
                self.connections.withLock { $0 += 1 }
                Thread.detachNewThread { self.serve(descriptor) }
            }
        }
    }

    /// How many connections were made to it.
    var connectionCount: Int { connections.withLock { $0 } }

    /// Takes no further connections.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ descriptor: Int32) {
        defer { Glibc.close(descriptor) }
        while let packet = Packet(from: descriptor) {
            guard let answer = answer(to: packet) else { return }
            guard send(descriptor, answer.bytes, answer.bytes.count, Int32(MSG_NOSIGNAL)) >= 0 else { return }
            if answer.hangsUp { return }
        }
    }

    private struct Answer {
        var bytes: [UInt8]
        var hangsUp = false
    }

    private func answer(to packet: Packet) -> Answer? {
        let script = script.withLock { $0 }
        switch packet.kind {
        case 1: return Answer(bytes: script.connack.map { [0x20, 3, 0, $0, 0] } ?? [])
        case 3: return answer(toPublish: packet, script)
        case 8:
            let isRefused = script.refusedFilter.map { packet.holds($0) } ?? false
            let codes = [UInt8](repeating: isRefused ? 0x87 : 1, count: packet.filterCount)
            return Answer(bytes: [0x90, UInt8(3 + codes.count)] + packet.body.prefix(2) + [0] + codes)
        case 10: return Answer(bytes: [0xB0, 4] + packet.body.prefix(2) + [0, 0x11])
        case 12: return Answer(bytes: [0xD0, 0])
        default: return nil
        }
    }

    private func answer(toPublish packet: Packet, _ script: Script) -> Answer {
        guard packet.flags & 6 != 0 else { return Answer(bytes: []) }
        if let code = script.disconnect, packet.holds("/exercise/") {
            return Answer(bytes: [0xE0, 2, code, 0], hangsUp: true)
        }
        if let topic = script.silentTopic, packet.holds(topic) { return Answer(bytes: []) }
        let topicEnd = 2 + packet.number(at: 0)
        let puback = [0x40, 2] + packet.body[topicEnd..<topicEnd + 2]
        return Answer(bytes: (0..<script.answers).flatMap { _ in puback })
    }
}

/// A control packet of MQTT, as it came.
private struct Packet {
    var kind: UInt8
    var flags: UInt8
    var body: [UInt8] = []

    init?(from descriptor: Int32) {
        guard let first = Self.read(1, descriptor)?.first else { return nil }
        (kind, flags) = (first >> 4, first & 15)
        var length = 0
        var shift = 0
        while true {
            guard shift < 28, let byte = Self.read(1, descriptor)?.first else { return nil }
            length |= Int(byte & 127) << shift
            shift += 7
            if byte < 128 { break }
        }
        guard let body = Self.read(length, descriptor) else { return nil }
        self.body = body
    }

    /// How many topic filters a SUBSCRIBE without properties names.
    var filterCount: Int {
        var (count, position) = (0, 3)
        while position + 2 < body.count {
            position += 2 + number(at: position) + 1
            count += 1
        }
        return count
    }

    func number(at position: Int) -> Int { Int(body[position]) << 8 | Int(body[position + 1]) }

    func holds(_ text: String) -> Bool { String(decoding: body, as: UTF8.self).contains(text) }

    private static func read(_ count: Int, _ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress.map { $0 + filled }, count - filled, 0)
            }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }
}
