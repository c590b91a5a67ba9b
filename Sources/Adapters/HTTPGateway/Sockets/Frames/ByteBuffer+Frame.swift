import NIOCore

extension ByteBuffer {
    /// Writes one whole frame as a server sends it: in one piece, without a mask.
    mutating func writeFrame(_ opcode: FrameHead.Opcode, _ payload: [UInt8]) {
        reserveCapacity(minimumWritableBytes: payload.count + 10)
        writeInteger(0x80 | opcode.rawValue)
        switch payload.count {
        case ...125: writeInteger(UInt8(payload.count))
        case ...0xFFFF:
            writeInteger(UInt8(126))
            writeInteger(UInt16(payload.count))
        default:
            writeInteger(UInt8(127))
            writeInteger(UInt64(payload.count))
        }
        writeBytes(payload)
    }

    /// Writes a goodbye; words that are too long for a control frame are left out.
    mutating func writeClose(_ code: UInt16?, _ words: String = "") {
        guard let code else { return writeFrame(.close, []) }
        let words = words.utf8.count <= 123 ? Array(words.utf8) : []
        writeFrame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + words)
    }
}
