/// Cuts the source of a template into what stays and what is looked up.
struct TemplateReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let source: ArraySlice<UInt8>
    private var found: [Template.Piece] = []
    /// Where the literal that is read now began.
    private var start = 0
    private var at = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, source: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.source = source
    }

    /// The pieces of the whole source.
    mutating func pieces() throws(TemplateFault) -> [Template.Piece] {
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\"") {
                try string()
            } else {
                at += 1
            }
        }
        cut(upTo: bytes.count)
        return found
    }

    private mutating func string() throws(TemplateFault) {
        let opening = at
        var end = opening + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        let isKey = isFollowedByColon(end + 1)
        at = opening + 1
        while at < end {
            if begins("${", at) {
                if isKey { throw TemplateFault(.inKey, at: at) }
                try reference(opening: opening, end: end)
            } else if begins("$${", at) {
                cut(upTo: at + 1)
                start = at + 2
                at += 3
            } else {
                at += 1
            }
        }
        at = end + 1
    }

    private mutating func reference(opening: Int, end: Int) throws(TemplateFault) {
        let offset = at
        guard let close = (at + 2..<end).first(where: { bytes[$0] == UInt8(ascii: "}") }) else {
            throw TemplateFault(.notClosed, at: offset)
        }
        let text = JSONString.decode(UnsafeBufferPointer(rebasing: bytes[at + 2..<close]))
        guard let reference = TemplateReference(text) else { throw TemplateFault(.noReference(text), at: offset) }
        if offset == opening + 1 && close + 1 == end {
            cut(upTo: opening)
            found.append(.value(reference, offset: offset))
            start = end + 1
        } else {
            cut(upTo: offset)
            found.append(.text(reference, offset: offset))
            start = close + 1
        }
        at = close + 1
    }

    private mutating func cut(upTo end: Int) {
        guard end > start else { return }
        found.append(.literal(source[source.startIndex + start..<source.startIndex + end]))
    }

    private func begins(_ text: StaticString, _ place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        return (0..<count).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }

    private func isFollowedByColon(_ place: Int) -> Bool {
        bytes[min(place, bytes.count)...].first { $0 > 0x20 } == UInt8(ascii: ":")
    }
}
