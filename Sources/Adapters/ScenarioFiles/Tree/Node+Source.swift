import ExerciseModel

extension Node {
    /// The tree of a file, or `nil` when a fault of the text was noted.
    static func root(of source: SourceText, faults: FaultList) -> Node? {
        faults.begin(source.path)
        guard source.bytes.count <= Limits.file else {
            faults.error(file: source.path, FileBytes.Fault.tooLarge.sentence)
            return nil
        }
        if let offset = UTF8Check.firstFault(in: source.bytes) {
            faults.error(
                TreeFault(
                    range: offset..<offset + 1, message: "these bytes are no UTF-8", help: "save the file as UTF-8"),
                in: source)
            return nil
        }
        return source.isJSON ? JSONTree.read(source, faults: faults) : YAMLTree.read(source, faults: faults)
    }
}
