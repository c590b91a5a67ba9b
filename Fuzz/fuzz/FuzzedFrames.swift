import ExerciseHost
import HTTPGateway

/// Frames of a client, read whole and in pieces.
enum FuzzedFrames {
    /// The first byte is the size of the pieces: the same must come out, however the bytes are cut.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let size = bytes.first else { return }
        let frames = UnsafeBufferPointer(rebasing: bytes.dropFirst())
        let whole = items(frames, inPiecesOf: .max)
        precondition(whole == items(frames, inPiecesOf: max(1, Int(size))), "read otherwise in pieces")
        for case .text(let text) in whole { precondition(text.count <= largest, "longer than the limit") }
    }

    /// Bytes of a message: few enough that what is thrown reaches beyond them.
    private static let largest = 1_000

    private static func items(_ bytes: UnsafeBufferPointer<UInt8>, inPiecesOf size: Int) -> [FrameReader.Item] {
        var (reader, items, place) = (FrameReader(largest: largest, mostFrames: 10), [FrameReader.Item](), 0)
        while place < bytes.count {
            let piece = UnsafeBufferPointer(rebasing: bytes[place..<(place + min(size, bytes.count - place))])
            var offset = 0
            while let item = reader.next(piece, from: &offset) { items.append(item) }
            precondition(offset == piece.count, "bytes were left")
            place += piece.count
        }
        return items
    }
}
