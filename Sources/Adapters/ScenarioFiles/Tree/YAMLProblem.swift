/// The words of libyaml's faults for an author who does not know how a parser works.
enum YAMLProblem {
    /// A fault from the parser's own words, the place where it stopped and the byte there.
    static func fault(
        _ problem: String, at offset: Int, context: (range: Range<Int>, words: String)?, byte: UInt8?
    ) -> TreeFault {
        if let context, byte == nil, let opened = openings[context.words] {
            return TreeFault(range: context.range, message: "this \(opened) is never closed")
        }
        let (message, help) = words(problem, byte: byte)
        var fault = TreeFault(range: offset..<offset + 1, message: message, help: help)
        if let context, context.range.lowerBound != offset, let note = contexts[context.words] {
            fault.notes = [(context.range, note)]
        }
        return fault
    }

    private static func words(_ problem: String, byte: UInt8?) -> (message: String, help: String?) {
        if byte == UInt8(ascii: "\t") {
            return ("YAML allows no tab here", "indent with spaces")
        }
        switch problem {
        case "could not find expected ':'":
            return ("a ':' is missing behind the key above, or this line is not indented as far as its text", nil)
        case "mapping values are not allowed in this context":
            return ("a ':' is not allowed here", "put the text in quotes if the ':' belongs to it")
        case "did not find expected key":
            return ("this does not fit the mapping around it", "check the indentation and the quotes of the line above")
        case "did not find expected '-' indicator":
            return ("this does not fit the list around it", "begin each element with '- ', all in the same column")
        case "did not find expected ',' or ']'":
            return ("a ',' or ']' is missing", nil)
        case "did not find expected ',' or '}'":
            return ("a ',' or '}' is missing", nil)
        case "found character that cannot start any token":
            return ("no value may begin with this character", "put the text in quotes")
        case "found unknown escape character":
            return ("this escape is not one of YAML's", "write '\\\\' for a backslash, or use single quotes")
        case "control characters are not allowed":
            return (
                "a control character may not stand in YAML", "write it as an escape in double quotes, such as \"\\x07\""
            )
        case "did not find expected <document start>":
            return ("there is more text behind the end of the value", nil)
        case "block sequence entries are not allowed in this context":
            return ("a list may not begin here", "begin it on a line of its own")
        case "found duplicate %YAML directive", "found incompatible YAML document":
            return ("this %YAML directive is not taken", "leave it out")
        default: return (problem, nil)
        }
    }

    private static let openings = [
        "while parsing a flow mapping": "'{'",
        "while parsing a flow sequence": "'['",
        "while scanning a quoted scalar": "quote",
    ]

    private static let contexts = [
        "while parsing a block mapping": "the mapping begins here",
        "while parsing a block collection": "the list begins here",
        "while parsing a flow mapping": "the '{' stands here",
        "while parsing a flow sequence": "the '[' stands here",
        "while scanning a simple key": "the key stands here",
        "while scanning a quoted scalar": "the quote opens here",
        "while parsing a node": "the value begins here",
    ]
}
