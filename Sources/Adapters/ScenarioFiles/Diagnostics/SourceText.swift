import ExerciseModel

/// The bytes of one file, and where its lines begin.
final class SourceText {
    let path: String
    let bytes: [UInt8]
    /// Bytes of a byte order mark at the start: 3 or 0.
    let markLength: Int
    /// Whether it is read as JSON: by its name, else by its first character.
    let isJSON: Bool
    /// The bytes before each line; found only when a place is asked for.
    private lazy var lineStarts: [Int] = findLines()

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        markLength = mark
        if path.hasSuffix(".json") {
            isJSON = true
        } else if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            isJSON = false
        } else {
            isJSON = bytes[mark...].first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
        }
    }

    convenience init(_ file: SourceFiles.File) { self.init(path: file.path, bytes: file.bytes) }

    /// Line and column of a byte, both from 1; columns count Unicode scalars, a malformed byte as one.
    func place(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(max(offset, markLength), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return (low + 1, scalars(in: lineStarts[low]..<offset) + 1)
    }

    /// How many columns a range fills on its first line.
    func columns(of range: Range<Int>) -> Int {
        let (line, _) = place(of: range.lowerBound)
        let end = min(range.upperBound, lineStarts[line - 1] + content(ofLine: line).count)
        return end > range.lowerBound ? scalars(in: range.lowerBound..<end) : 0
    }

    /// The bytes of a line, counted from 1, without its break and without a byte order mark; none for a line that is
    /// not there.
    func content(ofLine line: Int) -> ArraySlice<UInt8> {
        guard line >= 1, line <= lineStarts.count else { return [] }
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        let start = lineStarts[line - 1]
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return bytes[start..<end]
    }

    private func scalars(in range: Range<Int>) -> Int {
        bytes[range].count { $0 & 0xC0 != 0x80 }
    }

    /// A line ends with a line feed, a carriage return, or both; U+2028 and its like end none, as in every editor.
    private func findLines() -> [Int] {
        var starts = [markLength]
        for at in markLength..<bytes.count {
            let returns = bytes[at] == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A)
            if bytes[at] == 0x0A || returns { starts.append(at + 1) }
        }
        return starts
    }
}

/// A stretch of a file that a diagnostic can point at.
struct Site {
    let source: SourceText
    let range: Range<Int>
}
