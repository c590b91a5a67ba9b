import ExerciseModel

extension Section {
    /// A value under a key as JSON text; `nil` when it is not there, or when a fault was noted.
    func json(_ key: String) -> JSONText? { self[key].flatMap { json(key, $0) } }

    /// A value that stands under a key as JSON text; `nil` when a fault was noted.
    func json(_ key: String, _ node: Node) -> JSONText? {
        var writer = JSONWriter()
        do throws(JSONContent.Fault) {
            try JSONContent.write(node, to: &writer)
        } catch {
            faults.error(
                Site(source: source, range: error.range), error.message, help: "put it in quotes if text is meant")
            return nil
        }
        guard writer.bytes.count <= Limits.params else {
            faults.error(
                site(node), "'\(key)' is too large", label: "\(writer.bytes.count) bytes of at most \(Limits.params)")
            return nil
        }
        return writer.text
    }

    /// Text under a key that is not empty and takes no more than so many bytes.
    func words(_ key: String, most: Int = Limits.string) -> String? {
        guard let node = self[key], let text = text(key, node) else { return nil }
        guard !text.isEmpty else {
            faults.error(site(node), "'\(key)' is empty")
            return nil
        }
        guard text.utf8.count <= most else {
            faults.error(
                site(node), "'\(key)' is too long", label: "\(text.utf8.count) bytes of at most \(most)")
            return nil
        }
        return text
    }

    /// A length of time under a key that is more than nothing.
    func duration(_ key: String) -> Int64? {
        guard let node = self[key], let micros = length(key) else { return nil }
        guard micros > 0 else {
            faults.error(site(node), "'\(key)' must be more than 0")
            return nil
        }
        return micros
    }
}
