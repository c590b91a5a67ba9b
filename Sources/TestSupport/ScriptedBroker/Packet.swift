/// A control packet of MQTT 5, as it came.
struct Packet {
    enum Kind: UInt8 {
        case connect = 1
        case publish = 3
        case pubrel = 6
        case subscribe = 8
        case unsubscribe = 10
        case pingreq = 12
    }

    var first: UInt8
    var body: [UInt8]

    var kind: Kind? { Kind(rawValue: first >> 4) }
    /// The number of a packet whose body begins with it.
    var number: [UInt8] { Array(body.prefix(2)) }

    /// Takes the first whole packet off what has come; `nil` when there is none.
    static func take(from buffer: inout [UInt8]) -> Packet? {
        var (length, shift, head) = (0, 0, 1)
        while true {
            guard head < buffer.count, shift < 28 else { return nil }
            length |= Int(buffer[head] & 127) << shift
            (shift, head) = (shift + 7, head + 1)
            if buffer[head - 1] < 128 { break }
        }
        guard buffer.count >= head + length else { return nil }
        defer { buffer.removeSubrange(..<(head + length)) }
        return Packet(first: buffer[0], body: Array(buffer[head..<(head + length)]))
    }

    /// The topic filters of a SUBSCRIBE.
    var filters: [String] {
        var filters: [String] = []
        var place = 2 + properties(at: 2)
        while place + 2 < body.count {
            let end = place + 2 + size(at: place)
            filters.append(text(place + 2..<end))
            place = end + 1
        }
        return filters
    }

    /// What a PUBLISH says, and the bytes of its number.
    var published: (message: Published, number: [UInt8]) {
        let qos = first >> 1 & 3
        let end = 2 + size(at: 0)
        let numberEnd = qos > 0 ? end + 2 : end
        let start = numberEnd + properties(at: numberEnd)
        let message = Published(
            topic: text(2..<end), payload: Array(body[start...]), qos: qos, isRetained: first & 1 == 1)
        return (message, Array(body[end..<numberEnd]))
    }

    /// A PUBLISH of QoS 0.
    static func publish(_ topic: String, _ payload: [UInt8]) -> [UInt8] {
        let name = Array(topic.utf8)
        return packet(0x30, [UInt8(name.count >> 8), UInt8(name.count & 255)] + name + [0] + payload)
    }

    /// A packet around a body.
    static func packet(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        var bytes = [first]
        var rest = body.count
        repeat {
            bytes.append(UInt8(rest & 127) | (rest > 127 ? 128 : 0))
            rest >>= 7
        } while rest > 0
        return bytes + body
    }

    private func size(at place: Int) -> Int { Int(body[place]) << 8 | Int(body[place + 1]) }

    /// How many bytes the properties take, their length included.
    private func properties(at place: Int) -> Int {
        var (length, shift, next) = (0, 0, place)
        while next < body.count {
            length |= Int(body[next] & 127) << shift
            (shift, next) = (shift + 7, next + 1)
            if body[next - 1] < 128 { break }
        }
        return next - place + length
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: body[range], as: UTF8.self) }
}
