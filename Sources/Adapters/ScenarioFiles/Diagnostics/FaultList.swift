/// The faults of one compilation, gathered so that an author sees all of them at once.
final class FaultList {
    /// More faults than this are counted, not shown.
    static let shown = 100

    private struct Found {
        let file: Int
        let offset: Int
        let diagnostic: Diagnostic
    }

    private var found: [Found] = []
    private var files: [String: Int] = [:]
    private(set) var errors = 0
    /// Whether a further error would only be counted.
    var isFull: Bool { errors >= Self.shown }
    private var hiddenErrors = 0

    /// Adds an error at a place.
    func error(
        _ site: Site, _ message: String, label: String = "", notes: [(Site, String)] = [], help: String? = nil
    ) {
        errors += 1
        guard errors <= Self.shown else {
            hiddenErrors += 1
            return
        }
        add(.error, site, message, label, notes, help)
    }

    /// Adds an error with notes that have no place.
    func error(_ site: Site, _ message: String, label: String, remarks: [String], help: String?) {
        error(site, message, label: label, help: help)
        guard hiddenErrors == 0, let last = found.popLast() else { return }
        var diagnostic = last.diagnostic
        diagnostic.notes = remarks.map { Diagnostic.Note(message: $0) }
        found.append(Found(file: last.file, offset: last.offset, diagnostic: diagnostic))
    }

    /// Adds a warning at a place.
    func warning(
        _ site: Site, _ message: String, label: String = "", notes: [(Site, String)] = [], help: String? = nil
    ) {
        guard found.count - min(errors, Self.shown) < Self.shown else { return }
        add(.warning, site, message, label, notes, help)
    }

    /// Adds what an author may want to know and need not mend.
    func note(_ site: Site, _ message: String, label: String = "", help: String? = nil) {
        guard found.count - min(errors, Self.shown) < Self.shown else { return }
        add(.note, site, message, label, [], help)
    }

    /// Adds an error about a file that has no text to point at.
    func error(file: String, _ message: String, help: String? = nil) {
        errors += 1
        let diagnostic = Diagnostic(severity: .error, file: file, message: message, help: help)
        found.append(Found(file: number(of: file), offset: 0, diagnostic: diagnostic))
    }

    /// All of them, by file in the order of reading, then by place.
    var diagnostics: [Diagnostic] {
        let sorted = found.enumerated().sorted { left, right in
            (left.element.file, left.element.offset, left.offset)
                < (right.element.file, right.element.offset, right.offset)
        }
        var diagnostics = sorted.map(\.element.diagnostic)
        if hiddenErrors > 0, let last = diagnostics.last {
            diagnostics.append(
                Diagnostic(
                    severity: .note, file: last.file,
                    message: "\(hiddenErrors) more \(hiddenErrors == 1 ? "error is" : "errors are") not shown"))
        }
        return diagnostics
    }

    private func add(
        _ severity: Diagnostic.Severity, _ site: Site, _ message: String, _ label: String, _ notes: [(Site, String)],
        _ help: String?
    ) {
        var diagnostic = Self.place(of: site)
        diagnostic.severity = severity
        diagnostic.message = message
        diagnostic.label = label
        diagnostic.notes = notes.map { note in
            let (line, column) = note.0.source.place(of: note.0.range.lowerBound)
            return Diagnostic.Note(message: note.1, file: note.0.source.path, line: line, column: column)
        }
        diagnostic.help = help
        found.append(
            Found(file: number(of: site.source.path), offset: site.range.lowerBound, diagnostic: diagnostic))
    }

    /// An error without words at a place.
    static func place(of site: Site) -> Diagnostic {
        let (line, column) = site.source.place(of: site.range.lowerBound)
        return Diagnostic(
            severity: .error, file: site.source.path, line: line, column: column,
            length: max(site.source.columns(of: site.range), 1), message: "")
    }

    /// Names a file whose faults come behind those of the files named before.
    func begin(_ path: String) { _ = number(of: path) }

    private func number(of path: String) -> Int {
        if let known = files[path] { return known }
        files[path] = files.count
        return files.count - 1
    }
}
