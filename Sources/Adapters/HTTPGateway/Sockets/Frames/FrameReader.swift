package import ExerciseHost

/// Takes apart what a client sends over a WebSocket (RFC 6455) as the bytes come; no extension is agreed on.
///
/// A payload is unmasked where the message is put together: what is held between two reads is the message so far,
/// never a frame beside it.
package struct FrameReader: Sendable {
    /// What has come.
    package enum Item: Equatable, Sendable {
        /// A whole message; nobody has looked yet whether it is UTF-8.
        case text([UInt8])
        case ping([UInt8])
        case pong
        /// The other side's goodbye, with the code that it gave.
        case close(UInt16?)
        /// After a binary message reading goes on; after anything else nothing more is read.
        case unreadable(UnreadableFrame)
    }

    private struct Frame {
        var opcode: FrameHead.Opcode
        var isLast: Bool
        /// Turned so that the next byte's key is lowest.
        var mask: UInt32
        /// Bytes that are still to come.
        var rest: Int
    }

    private struct Message {
        var isText: Bool
        var size = 0
        var frames = 0
    }

    private let largest: Int
    private let mostFrames: Int
    /// The beginning of a head whose end has not come.
    private var cutHead: [UInt8] = []
    private var frame: Frame?
    private var message: Message?
    /// The text so far, and the payload of a control frame, which may come in between.
    private var text: [UInt8] = []
    private var control: [UInt8] = []
    private var isOver = false

    /// Bytes of a message, and frames in which it may come.
    package init(largest: Int, mostFrames: Int) {
        self.largest = largest
        self.mostFrames = mostFrames
    }

    /// The next item of the bytes from `offset` on, which moves behind what was read; `nil` when all is read.
    package mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, from offset: inout Int) -> Item? {
        while !isOver {
            if frame == nil {
                switch readHead(bytes, &offset) {
                case .short: return nil
                case .broken(let words): return end(.broken(words))
                case .whole(let head, _): if let fault = begin(head) { return end(fault) }
                }
            }
            guard takePayload(bytes, &offset) else { return nil }
            if let item = endFrame() { return item }
        }
        offset = bytes.count
        return nil
    }

    private mutating func end(_ fault: UnreadableFrame) -> Item {
        (isOver, text, control) = (true, [], [])
        return .unreadable(fault)
    }

    private mutating func readHead(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> FrameHead.Reading {
        if cutHead.isEmpty {
            let reading = FrameHead.read(UnsafeBufferPointer(rebasing: bytes[offset...]))
            switch reading {
            case .short:
                cutHead.append(contentsOf: bytes[offset...])
                offset = bytes.count
            case .whole(_, let size): offset += size
            case .broken: break
            }
            return reading
        }
        while offset < bytes.count {
            cutHead.append(bytes[offset])
            offset += 1
            let reading = cutHead.withUnsafeBufferPointer(FrameHead.read)
            guard case .short = reading else {
                cutHead = []
                return reading
            }
        }
        return .short
    }

    /// Begins a frame, unless it may not stand here.
    private mutating func begin(_ head: FrameHead) -> UnreadableFrame? {
        if !head.opcode.isControl {
            if head.opcode == .continuation {
                guard message != nil else { return .broken("a continuation of nothing") }
            } else {
                guard message == nil else { return .broken("a message begins before the last one ended") }
                message = Message(isText: head.opcode == .text)
            }
            message?.frames += 1
            guard let message, message.frames <= mostFrames else {
                return .broken("a message comes in at most \(mostFrames) frames")
            }
            guard head.length <= UInt64(largest - message.size) else { return .tooLarge }
            self.message?.size += Int(head.length)
        }
        frame = Frame(opcode: head.opcode, isLast: head.isLast, mask: head.mask, rest: Int(head.length))
        return nil
    }

    /// Takes what is there of the frame's payload; answers whether that was the end of it.
    private mutating func takePayload(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Bool {
        guard var frame else { return false }
        let count = min(frame.rest, bytes.count - offset)
        let chunk = UnsafeBufferPointer(rebasing: bytes[offset..<(offset + count)])
        if frame.opcode.isControl {
            FrameReader.unmask(chunk, frame.mask, onto: &control)
        } else if message?.isText == true {
            FrameReader.unmask(chunk, frame.mask, onto: &text)
        }
        let turn = UInt32(count & 3) * 8
        frame.mask = turn == 0 ? frame.mask : frame.mask >> turn | frame.mask << (32 - turn)
        frame.rest -= count
        offset += count
        self.frame = frame
        return frame.rest == 0
    }

    private mutating func endFrame() -> Item? {
        guard let ended = frame else { return nil }
        frame = nil
        if ended.opcode.isControl {
            let payload = control
            control = []
            switch ended.opcode {
            case .ping: return .ping(payload)
            case .pong: return .pong
            default: return goodbye(payload)
            }
        }
        guard ended.isLast, let message else { return nil }
        self.message = nil
        guard message.isText else { return .unreadable(.binary) }
        let whole = text
        text = []
        return .text(whole)
    }

    private mutating func goodbye(_ payload: [UInt8]) -> Item {
        guard payload.count != 1 else { return end(.broken("a close code has two bytes")) }
        guard payload.count > 1 else { return .close(nil) }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        switch code {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: return .close(code)
        default: return end(.broken("nobody closes with \(code)"))
        }
    }

    /// Appends the bytes, each under its byte of the key.
    private static func unmask(_ chunk: UnsafeBufferPointer<UInt8>, _ mask: UInt32, onto target: inout [UInt8]) {
        let start = target.count
        target.append(contentsOf: chunk)
        target.withUnsafeMutableBytes { bytes in
            let wide = (UInt64(mask) << 32 | UInt64(mask)).littleEndian
            var place = start
            while place + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide, toByteOffset: place, as: UInt64.self)
                place += 8
            }
            var narrow = mask
            while place < bytes.count {
                bytes[place] ^= UInt8(truncatingIfNeeded: narrow)
                narrow >>= 8
                if (place - start) & 3 == 3 { narrow = mask }
                place += 1
            }
        }
    }
}
