import ExerciseModel

extension Section {
    /// Text under a key; `nil` when it is not there, or when a fault was noted.
    func text(_ key: String) -> String? {
        guard let node = self[key] else { return nil }
        return text(key, node)
    }

    /// Text that stands under a key; `nil` when a fault was noted.
    func text(_ key: String, _ node: Node) -> String? {
        guard let scalar = node.scalar, scalar.kind == .string else {
            if node.isNull, let help = commentHelp(node) {
                wrongType(key, node, wanted: "text", help: help)
            } else {
                let words = node.scalar.map { $0.kind == .null ? nil : "write \"\($0.text)\"" } ?? nil
                wrongType(key, node, wanted: "text", help: words)
            }
            return nil
        }
        guard scalar.text.utf8.count <= Limits.string else {
            faults.error(
                site(node), "'\(key)' is too long", label: "\(scalar.text.utf8.count) bytes of at most \(Limits.string)"
            )
            return nil
        }
        return scalar.text
    }

    /// A plain `#` begins a comment in YAML, so that the value before it is empty.
    private func commentHelp(_ node: Node) -> String? {
        let line = source.content(ofLine: source.place(of: node.range.lowerBound).line)
        let rest = line[min(max(node.range.lowerBound, line.startIndex), line.endIndex)...]
        guard rest.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "#") else { return nil }
        return "a '#' begins a comment in YAML: put the value in quotes"
    }

    /// A list of texts under a key; empty when it is not there.
    func texts(_ key: String) -> [(text: String, node: Node)] {
        guard let node = self[key], !node.isNull else { return [] }
        guard let nodes = node.sequence else {
            let help = node.scalar.map { "write [\($0.text)]" }
            wrongType(key, node, wanted: "a list of texts", help: help)
            return []
        }
        return nodes.compactMap { node in text(key, node).map { ($0, node) } }
    }

    /// The elements of a list under a key; empty when it is not there.
    func list(_ key: String) -> [Node] {
        guard let node = self[key], !node.isNull else { return [] }
        guard let nodes = node.sequence else {
            wrongType(key, node, wanted: "a list")
            return []
        }
        return nodes
    }

    func flag(_ key: String) -> Bool? {
        guard let node = self[key] else { return nil }
        guard case .bool(let flag) = node.scalar?.kind else {
            wrongType(key, node, wanted: "true or false")
            return nil
        }
        return flag
    }

    /// A whole number within bounds.
    func whole(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = self[key] else { return nil }
        guard let scalar = node.scalar, scalar.kind == .number, let number = Int(scalar.text) else {
            wrongType(key, node, wanted: "a whole number")
            return nil
        }
        guard range.contains(number) else {
            faults.error(
                site(node), "'\(key)' is out of bounds", label: "\(range.lowerBound) to \(range.upperBound) is allowed")
            return nil
        }
        return number
    }

    /// One of a few words, by the word.
    func choice(_ key: String, of words: [String]) -> (word: String, node: Node)? {
        self[key].flatMap { node in choice(key, node, of: words).map { ($0, node) } }
    }

    /// One of a few words that stands under a key; `nil` when a fault was noted.
    func choice(_ key: String, _ node: Node, of words: [String]) -> String? {
        guard let word = text(key, node) else { return nil }
        guard words.contains(word) else {
            let near = EditDistance.nearest(to: word, among: words).map { "did you mean '\($0)'? " }
            faults.error(
                site(node), "'\(key)' cannot be \(DisplayText.quoted(word))",
                help: (near ?? "") + "it is one of: " + words.joined(separator: ", "))
            return nil
        }
        return word
    }

    func latePolicy() -> LatePolicy? {
        choice("late", of: LatePolicy.allCases.map(\.rawValue)).flatMap { LatePolicy(rawValue: $0.word) }
    }

    /// A length of time in microseconds.
    func length(_ key: String) -> Int64? {
        time(key, examples: "45m, 2h05m, 90s, \"1:30:00\", or a number of seconds", TimeSpelling.length)
    }

    /// A point of the exercise in microseconds.
    func point(_ key: String) -> Int64? {
        time(key, examples: "\"T+05:30\", \"1:05:30\", 90s, or a number of seconds", TimeSpelling.point)
    }

    private func time(
        _ key: String, examples: String, _ read: (String) throws(TimeSpelling.Fault) -> Int64
    ) -> Int64? {
        guard let node = self[key] else { return nil }
        do throws(TimeSpelling.Fault) {
            switch node.scalar?.kind {
            case .number: return try TimeSpelling.seconds(node.scalar?.text ?? "")
            case .string: return try read(node.scalar?.text ?? "")
            default:
                wrongType(key, node, wanted: "a time", help: "write \(examples)")
                return nil
            }
        } catch {
            faults.error(site(node), "'\(key)' must be a time", label: error.rawValue, help: "write \(examples)")
            return nil
        }
    }

    /// A name under a key that must be there.
    func identifier<ID: Identifier>(_ key: String, _ type: ID.Type) -> ID? {
        guard self[key] != nil else {
            missing(key)
            return nil
        }
        return self[key].flatMap { identifier(key, $0, type) }
    }

    /// A name that stands under a key; `nil` when a fault was noted.
    func identifier<ID: Identifier>(_ key: String, _ node: Node, _ type: ID.Type) -> ID? {
        guard let text = text(key, node) else { return nil }
        guard let fault = IdentifierSpelling.fault(of: text, dots: ID.allowsDots) else { return ID(trusted: text) }
        var range = node.range
        if let wrong = fault.range, let start = start(of: text, in: node) {
            range = start + wrong.lowerBound..<start + wrong.upperBound
        }
        faults.error(
            Site(source: source, range: range), "'\(key)' cannot be \(DisplayText.quoted(text))",
            label: fault.words, help: fault.help)
        return nil
    }

    /// The byte at which a text begins in the file, when it stands there as it is.
    func start(of text: String, in node: Node) -> Int? {
        for start in [node.range.lowerBound, node.range.lowerBound + 1]
        where source.bytes.dropFirst(start).starts(with: text.utf8) {
            return start
        }
        return nil
    }
}
