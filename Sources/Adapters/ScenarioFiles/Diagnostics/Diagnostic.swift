package import ExerciseModel

/// One thing that a check found in a file: where it stands, what is wrong and how to mend it.
package struct Diagnostic: Equatable, Sendable {
    /// An error keeps the exercise from being loaded; the others do not.
    package enum Severity: String, Sendable { case error, warning, note }

    /// A second place that explains the first; `line` 0 for none.
    package struct Note: Equatable, Sendable {
        package var message: String
        package var file: String
        package var line: Int
        package var column: Int

        package init(message: String, file: String = "", line: Int = 0, column: Int = 0) {
            self.message = message
            self.file = file
            self.line = line
            self.column = column
        }
    }

    package var severity: Severity
    /// The path as it was named.
    package var file: String
    /// From 1; 0 when the fault has no place in the file, because the file cannot be read.
    package var line: Int
    /// From 1, in Unicode scalars.
    package var column: Int
    /// Columns that the fault fills on its line, at least 1.
    package var length: Int
    package var message: String
    /// The words behind the carets; may be empty.
    package var label: String
    package var notes: [Note]
    package var help: String?

    package init(
        severity: Severity, file: String, line: Int = 0, column: Int = 0, length: Int = 1, message: String,
        label: String = "", notes: [Note] = [], help: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.message = message
        self.label = label
        self.notes = notes
        self.help = help
    }
}

extension Diagnostic {
    /// All of them as one JSON object: `{"errors":1,"warnings":0,"diagnostics":[…]}`, the fields as they are named here.
    package static func json(_ diagnostics: [Diagnostic]) -> JSONText {
        var writer = JSONWriter()
        writer.openObject()
        writer.field("errors", diagnostics.count { $0.severity == .error })
        writer.field("warnings", diagnostics.count { $0.severity == .warning })
        writer.key("diagnostics")
        writer.openArray()
        for diagnostic in diagnostics { diagnostic.write(to: &writer) }
        writer.closeArray()
        writer.closeObject()
        return writer.text
    }

    private func write(to writer: inout JSONWriter) {
        writer.openObject()
        writer.field("severity", severity.rawValue)
        writer.field("file", file)
        writer.field("line", line)
        writer.field("column", column)
        writer.field("length", length)
        writer.field("message", message)
        writer.field("label", label)
        writer.key("notes")
        writer.openArray()
        for note in notes {
            writer.openObject()
            writer.field("message", note.message)
            writer.field("file", note.file)
            writer.field("line", note.line)
            writer.field("column", note.column)
            writer.closeObject()
        }
        writer.closeArray()
        if let help { writer.field("help", help) } else { writer.null("help") }
        writer.closeObject()
    }
}
