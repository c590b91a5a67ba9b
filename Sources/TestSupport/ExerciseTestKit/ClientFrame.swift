/// A frame as a client of a WebSocket sends it, or with what a test wants to be wrong with it.
package struct ClientFrame: Sendable {
    package var opcode: UInt8
    package var payload: [UInt8]
    package var isLast: Bool
    /// The three reserved bits, as a number.
    package var reserved: UInt8 = 0
    package var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    /// The length that the head tells when it is not the payload's.
    package var claim: UInt64?

    package init(_ opcode: UInt8, _ payload: [UInt8] = [], isLast: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isLast = isLast
    }

    /// A text frame; `isLast` is false when more of the message follows.
    package static func text(_ text: String, isLast: Bool = true) -> ClientFrame {
        ClientFrame(1, Array(text.utf8), isLast: isLast)
    }

    /// More of a message.
    package static func more(_ text: String, isLast: Bool = true) -> ClientFrame {
        ClientFrame(0, Array(text.utf8), isLast: isLast)
    }

    /// A goodbye.
    package static func close(_ code: UInt16) -> ClientFrame {
        ClientFrame(8, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    /// The frame with its reserved bits set.
    package func with(reserved: UInt8) -> ClientFrame {
        var frame = self
        frame.reserved = reserved
        return frame
    }

    /// The frame without a mask.
    package var unmasked: ClientFrame {
        var frame = self
        frame.mask = nil
        return frame
    }

    /// The frame with another length in its head.
    package func claiming(_ length: UInt64) -> ClientFrame {
        var frame = self
        frame.claim = length
        return frame
    }

    /// What goes over the wire.
    package var bytes: [UInt8] {
        let length = claim ?? UInt64(payload.count)
        let masked: UInt8 = mask == nil ? 0 : 0x80
        var bytes = [(isLast ? 0x80 : 0) | reserved << 4 | opcode]
        switch length {
        case ...125: bytes.append(masked | UInt8(length))
        case ...0xFFFF: bytes += [masked | 126] + ClientFrame.bigEndian(length, width: 2)
        default: bytes += [masked | 127] + ClientFrame.bigEndian(length, width: 8)
        }
        guard let mask else { return bytes + payload }
        var hidden = payload
        for place in hidden.indices { hidden[place] ^= mask[place & 3] }
        return bytes + mask + hidden
    }

    private static func bigEndian(_ number: UInt64, width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (width - 1 - $0))) }
    }
}
