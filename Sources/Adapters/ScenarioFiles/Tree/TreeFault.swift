/// Why the text of a file is no tree that we take, and where.
struct TreeFault: Error {
    let range: Range<Int>
    let message: String
    var label = ""
    var notes: [(range: Range<Int>, message: String)] = []
    var help: String?
}

extension FaultList {
    /// Adds a fault of the text itself.
    func error(_ fault: TreeFault, in source: SourceText) {
        error(
            Site(source: source, range: fault.range), fault.message, label: fault.label,
            notes: fault.notes.map { (Site(source: source, range: $0.range), $0.message) }, help: fault.help)
    }
}
