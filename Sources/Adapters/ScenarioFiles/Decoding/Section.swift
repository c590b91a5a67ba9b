import ExerciseModel

/// One mapping of a file while it is decoded: reads its keys by kind and notes every fault on the way.
struct Section {
    let node: Node
    let table: KeyTable
    let source: SourceText
    let faults: FaultList
    private let entries: [Node.Entry]
    /// Keys that are probably there under a wrong spelling: they are not missed as well.
    private var misspelt: [String] = []

    /// Takes a mapping; notes keys that do not belong in it. `nil`, with a fault, for another value.
    init?(_ node: Node, _ table: KeyTable, in source: SourceText, faults: FaultList) {
        self.node = node
        self.table = table
        self.source = source
        self.faults = faults
        guard let entries = node.mapping else {
            faults.error(
                Site(source: source, range: node.range), "\(table.article) must be a mapping", label: node.kindWords,
                help: "write its keys, such as '\(table.known[0]):'")
            return nil
        }
        self.entries = entries
        for entry in entries where !table.known.contains(entry.key) { refuse(entry) }
    }

    /// The value under a key.
    subscript(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

    func keySite(_ key: String) -> Site? {
        entries.first { $0.key == key }.map { Site(source: source, range: $0.keyRange) }
    }

    func site(_ node: Node) -> Site { Site(source: source, range: node.range) }

    /// Where a fault of the whole is shown: at its name, else at its beginning.
    var mark: Site {
        if let id = self["id"] { return site(id) }
        return Site(source: source, range: entries.first?.keyRange ?? node.range)
    }

    /// The whole in a sentence: `inject 'whale-01'`.
    var name: String {
        guard let id = self["id"]?.scalar, id.kind == .string else {
            return table.isKey ? "this '\(table.what)'" : "this \(table.what)"
        }
        return "\(table.what) \(DisplayText.quoted(id.text))"
    }

    func missing(_ key: String, of owner: String? = nil, help: String? = nil) {
        guard !misspelt.contains(key) else { return }
        faults.error(mark, "\(owner ?? name) has no '\(key)'", help: help)
    }

    private mutating func refuse(_ entry: Node.Entry) {
        let site = Site(source: source, range: entry.keyRange)
        if table.later.contains(entry.key) {
            if !entry.value.isEmpty { unsupported("'\(entry.key)'", at: site) }
            return
        }
        let near = EditDistance.nearest(to: entry.key, among: table.known + table.later)
        if let near { misspelt.append(near) }
        faults.error(
            site, "\(table.article) has no key \(DisplayText.quoted(entry.key))",
            help: near.map { "did you mean '\($0)'?" } ?? "its keys are: " + table.known.joined(separator: ", "))
    }

    func unsupported(_ thing: String, at site: Site) {
        faults.error(
            site, "\(thing) is not supported by this version", label: "it would have no effect",
            help: "leave it out for now")
    }

    func wrongType(_ key: String, _ node: Node, wanted: String, help: String? = nil) {
        faults.error(site(node), "'\(key)' must be \(wanted)", label: node.kindWords, help: help)
    }
}
