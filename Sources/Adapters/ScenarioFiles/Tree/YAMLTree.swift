import ExerciseModel

/// Builds the tree of a YAML document from its events, on a stack of its own: nesting costs no stack of the thread.
struct YAMLTree {
    /// Values and bytes of text that the aliases of a document may repeat in all.
    static let aliasBudget = 1 << 20

    /// A list or mapping whose end has not come.
    private struct Open {
        let isMapping: Bool
        let start: Range<Int>
        let anchor: String?
        var nodes: [Node] = []
        var entries: [Node.Entry] = []
        var key: (text: String, range: Range<Int>)?
        /// The keys so far, once they are many.
        var keys: Set<String> = []
    }

    private let source: SourceText
    private let faults: FaultList
    private var stack: [Open] = []
    private var anchors: [String: Node] = [:]
    private var aliases = 0
    private var repeated = 0

    /// Reads the one document of a file; `nil` when a fault was added that leaves no tree.
    static func read(_ source: SourceText, faults: FaultList) -> Node? {
        var tree = YAMLTree(source: source, faults: faults)
        return source.bytes.withUnsafeBufferPointer { bytes in
            do throws(TreeFault) {
                guard let events = YAMLEvents(bytes, start: source.markLength) else {
                    throw TreeFault(range: 0..<0, message: "there is no memory to read this file")
                }
                return try tree.document(events)
            } catch {
                faults.error(error, in: source)
                return nil
            }
        }
    }

    private init(source: SourceText, faults: FaultList) {
        self.source = source
        self.faults = faults
    }

    private mutating func document(_ events: YAMLEvents) throws(TreeFault) -> Node? {
        var root: Node?
        var documents = 0
        while true {
            let (event, range) = try events.next()
            var node: Node?
            switch event {
            case .streamEnd:
                guard let root, !root.isNull else { throw TreeFault(range: 0..<0, message: "the file is empty") }
                return root
            case .documentStart:
                documents += 1
                guard documents == 1 else {
                    throw TreeFault(
                        range: range, message: "a second document begins here", label: "one file holds one document",
                        help: "put it into a file of its own")
                }
            case .documentEnd: break
            case .scalar(let text, let plain, let tag, let anchor):
                node = scalar(text, plain: plain, tag: tag, range: range)
                if let anchor, let node { anchors[anchor] = node }
            case .sequenceStart(let tag, let anchor):
                try open(Open(isMapping: false, start: range, anchor: anchor), tag: tag)
            case .mappingStart(let tag, let anchor):
                try open(Open(isMapping: true, start: range, anchor: anchor), tag: tag)
            case .containerEnd: node = close(at: range)
            case .alias(let name): node = try alias(name, range: range)
            }
            guard let node else { continue }
            if stack.isEmpty { root = node } else { try place(node) }
        }
    }

    private mutating func open(_ container: Open, tag: String?) throws(TreeFault) {
        if let key = stack.last, key.isMapping, key.key == nil {
            throw TreeFault(
                range: container.start, message: "a key must be plain text, not a list or a mapping",
                help: "put the text in quotes if it begins with a bracket or a brace")
        }
        guard stack.count < Limits.jsonDepth else { throw Self.tooDeep(container.start) }
        if let tag, !["!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"].contains(tag) {
            refuse(tag, at: container.start)
        }
        if let anchor = container.anchor { anchors[anchor] = nil }
        stack.append(container)
    }

    static func tooDeep(_ range: Range<Int>) -> TreeFault {
        TreeFault(range: range, message: "values are nested deeper than \(Limits.jsonDepth)")
    }

    private mutating func close(at end: Range<Int>) -> Node? {
        guard let done = stack.popLast() else { return nil }
        let node = Node(
            range: done.start.lowerBound..<max(end.upperBound, done.start.upperBound),
            value: done.isMapping ? .mapping(done.entries) : .sequence(done.nodes))
        if let anchor = done.anchor { anchors[anchor] = node }
        return node
    }

    /// Puts a value where the innermost open list or mapping awaits it.
    private mutating func place(_ node: Node) throws(TreeFault) {
        let top = stack.count - 1
        guard stack[top].isMapping else {
            stack[top].nodes.append(node)
            return
        }
        if let key = stack[top].key {
            stack[top].key = nil
            if try isNew(key) {
                stack[top].entries.append(Node.Entry(key: key.text, keyRange: key.range, value: node))
            }
            return
        }
        guard let scalar = node.scalar else {
            throw TreeFault(range: node.range, message: "a key must be plain text, not a list or a mapping")
        }
        stack[top].key = (scalar.text, node.range)
    }

    /// Whether a key may be added: one that stands there already may not. A merge key ends the reading.
    private mutating func isNew(_ key: (text: String, range: Range<Int>)) throws(TreeFault) -> Bool {
        let top = stack.count - 1
        let entries = stack[top].entries
        if key.text == "<<", source.bytes[key.range.lowerBound] == UInt8(ascii: "<") {
            throw TreeFault(
                range: key.range, message: "merge keys ('<<') are not supported",
                help: "write the keys out, or repeat a whole value with an alias")
        }
        if entries.count == 16 { stack[top].keys = Set(entries.map(\.key)) }
        if entries.count >= 16 {
            guard !stack[top].keys.insert(key.text).inserted else { return true }
        } else {
            guard entries.contains(where: { $0.key == key.text }) else { return true }
        }
        let first = entries.first { $0.key == key.text }
        faults.error(
            TreeFault(
                range: key.range, message: "the key \(DisplayText.quoted(key.text)) stands twice in one mapping",
                notes: first.map { [($0.keyRange, "it stands here first")] } ?? []), in: source)
        return false
    }

    private func scalar(_ text: String, plain: Bool, tag: String?, range: Range<Int>) -> Node {
        let kind: Scalar.Kind
        switch tag {
        case nil: kind = plain ? CoreSchema.kind(of: text) : .string
        case "!", "tag:yaml.org,2002:str": kind = .string
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            kind = CoreSchema.kind(of: text)
        case .some(let tag):
            refuse(tag, at: range)
            kind = .string
        }
        return Node(range: range, value: .scalar(Scalar(text: text, kind: kind)))
    }

    private func refuse(_ tag: String, at range: Range<Int>) {
        faults.error(
            TreeFault(
                range: range, message: "the tag \(DisplayText.quoted(tag)) is not supported",
                help: "leave the tag out; the tags of the core schema are !!str !!int !!float !!bool !!null !!seq !!map"
            ),
            in: source)
    }

    /// The value that an alias repeats, if the document stays within its caps.
    private mutating func alias(_ name: String, range: Range<Int>) throws(TreeFault) -> Node {
        aliases += 1
        guard aliases <= Limits.yamlAliases else {
            throw TreeFault(
                range: range, message: "there are more than \(Limits.yamlAliases) aliases in this file",
                help: "write the values out")
        }
        guard let node = anchors[name] else {
            if let around = stack.first(where: { $0.anchor == name }) {
                throw TreeFault(
                    range: range, message: "the alias '*\(name)' stands inside the value that it repeats",
                    notes: [(around.start, "the value begins here")])
            }
            let near = EditDistance.nearest(to: name, among: anchors.keys.sorted())
            throw TreeFault(
                range: range, message: "no value before this one has the anchor \(DisplayText.quoted(name))",
                help: near.map { "did you mean '*\($0)'?" })
        }
        guard weigh(node, depth: stack.count + 1) else { throw Self.tooDeep(range) }
        guard repeated <= Self.aliasBudget else {
            throw TreeFault(
                range: range, message: "the aliases of this file repeat too much",
                label: "more than \(Self.aliasBudget) values and bytes of text", help: "write the values out")
        }
        return node
    }

    /// Adds what a value repeats to the sum, stopping above the budget; `false` when it would be nested too deep.
    private mutating func weigh(_ node: Node, depth: Int) -> Bool {
        repeated += 1
        guard repeated <= Self.aliasBudget else { return true }
        switch node.value {
        case .scalar(let scalar): repeated += scalar.text.utf8.count
        case .sequence(let nodes):
            guard depth <= Limits.jsonDepth else { return false }
            for child in nodes {
                guard weigh(child, depth: depth + 1) else { return false }
            }
        case .mapping(let entries):
            guard depth <= Limits.jsonDepth else { return false }
            for entry in entries {
                repeated += entry.key.utf8.count
                guard weigh(entry.value, depth: depth + 1) else { return false }
            }
        case .json: break
        }
        return true
    }
}
