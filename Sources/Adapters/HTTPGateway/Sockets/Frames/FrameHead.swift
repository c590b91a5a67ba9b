/// What stands before the payload of a client's frame (RFC 6455, 5.2).
struct FrameHead: Equatable {
    enum Opcode: UInt8 {
        case continuation, text, binary
        case close = 8
        case ping, pong

        var isControl: Bool { rawValue >= Opcode.close.rawValue }
    }

    var opcode: Opcode
    /// Whether the message ends with this frame.
    var isLast: Bool
    /// The bytes of the key, the first of them lowest.
    var mask: UInt32
    var length: UInt64

    enum Reading: Equatable {
        /// More bytes are needed.
        case short
        case broken(String)
        case whole(FrameHead, size: Int)
    }

    /// The most bytes that a head takes.
    static let longest = 14

    /// Reads the head at the beginning of the bytes; what is wrong is told as soon as it can be seen.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
        guard let first = bytes.first else { return .short }
        guard first & 0x70 == 0 else { return .broken("a reserved bit is set") }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { return .broken("nothing has opcode \(first & 0x0F)") }
        let isLast = first & 0x80 != 0
        if opcode.isControl, !isLast { return .broken("a control frame comes in one piece") }
        guard bytes.count > 1 else { return .short }
        guard bytes[1] & 0x80 != 0 else { return .broken("what a client sends is masked") }
        let short = bytes[1] & 0x7F
        if opcode.isControl, short > 125 { return .broken("a control frame has at most 125 bytes") }
        let width = short == 126 ? 2 : short == 127 ? 8 : 0
        let size = 2 + width + 4
        guard bytes.count >= size else { return .short }
        var length = UInt64(short)
        if width > 0 { length = bytes[2..<(2 + width)].reduce(0) { $0 << 8 | UInt64($1) } }
        let mask = bytes[(size - 4)..<size].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return .whole(FrameHead(opcode: opcode, isLast: isLast, mask: mask, length: length), size: size)
    }
}
