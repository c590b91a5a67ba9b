import CLibYAML

/// The owner of one libyaml parser: hands out events, their places as bytes of the text.
final class YAMLEvents {
    /// What the text says next.
    enum Event {
        case scalar(text: String, plain: Bool, tag: String?, anchor: String?)
        case sequenceStart(tag: String?, anchor: String?)
        case mappingStart(tag: String?, anchor: String?)
        case containerEnd
        case alias(String)
        case documentStart
        case documentEnd
        case streamEnd
    }

    /// On the heap: the parser keeps a pointer to itself, so its address must not change.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var cursor: CharacterCursor

    /// Takes text that is known to be UTF-8 and that outlives the parser; `nil` when there is no memory.
    init?(_ text: UnsafeBufferPointer<UInt8>, start: Int) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        cursor = CharacterCursor(text, start: start)
        guard yaml_parser_initialize(parser) == 1 else { return nil }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        guard let base = text.baseAddress else { return }
        yaml_parser_set_input_string(parser, base + start, text.count - start)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event and the bytes that it fills.
    func next() throws(TreeFault) -> (event: Event, range: Range<Int>) {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
            defer { yaml_event_delete(&event) }
            let start = cursor.byte(ofCharacter: event.start_mark.index)
            let range = start..<max(cursor.byte(ofCharacter: event.end_mark.index), start)
            if let known = Self.read(event) { return (known, range) }
        }
    }

    private static func read(_ event: yaml_event_t) -> Event? {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                text: String(decoding: bytes, as: UTF8.self), plain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                tag: text(scalar.tag), anchor: text(scalar.anchor))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            return .sequenceStart(tag: text(sequence.tag), anchor: text(sequence.anchor))
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            return .mappingStart(tag: text(mapping.tag), anchor: text(mapping.anchor))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .containerEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return nil
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// What stopped the parser. The reader names a byte; the scanner and the parser name characters.
    private func fault() -> TreeFault {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "this is no YAML"
        let at: Int
        if parser.pointee.error == YAML_READER_ERROR {
            at = cursor.start + parser.pointee.problem_offset
        } else {
            at = cursor.byte(ofCharacter: parser.pointee.problem_mark.index)
        }
        var context: (range: Range<Int>, words: String)?
        if let words = parser.pointee.context,
            parser.pointee.context_mark.index > 0 || parser.pointee.error != YAML_READER_ERROR
        {
            let start = cursor.byte(ofCharacter: parser.pointee.context_mark.index)
            context = (start..<start + 1, String(cString: words))
        }
        return YAMLProblem.fault(problem, at: min(at, cursor.count), context: context, byte: cursor.value(at: at))
    }
}

/// Finds the byte at which a character of UTF-8 text begins, walking from the last one that was asked for.
private struct CharacterCursor {
    private let text: UnsafeBufferPointer<UInt8>
    let start: Int
    private let ascii: Bool
    private var character = 0
    private var byte: Int

    init(_ text: UnsafeBufferPointer<UInt8>, start: Int) {
        self.text = text
        self.start = start
        byte = start
        ascii = text[start...].allSatisfy { $0 < 0x80 }
    }

    var count: Int { text.count }

    func value(at offset: Int) -> UInt8? { text.indices.contains(offset) ? text[offset] : nil }

    mutating func byte(ofCharacter wanted: Int) -> Int {
        if ascii { return min(start + wanted, text.count) }
        while character < wanted, byte < text.count {
            byte += 1
            while byte < text.count, text[byte] & 0xC0 == 0x80 { byte += 1 }
            character += 1
        }
        while character > wanted {
            byte -= 1
            while text[byte] & 0xC0 == 0x80 { byte -= 1 }
            character -= 1
        }
        return byte
    }
}
