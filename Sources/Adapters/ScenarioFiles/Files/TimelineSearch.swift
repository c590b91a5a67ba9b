package import ExerciseModel

/// Where timelines are looked for (`contract.md` 4).
package struct TimelineSearch: Equatable, Sendable {
    /// `TIMELINE_STORAGE_PATH`.
    package var timelineStorage: String?
    /// `MEDIA_STORAGE_PATH`; its `{exercise}/timelines` is searched.
    package var mediaStorage: String?

    package init(timelineStorage: String? = nil, mediaStorage: String? = nil) {
        self.timelineStorage = timelineStorage
        self.mediaStorage = mediaStorage
    }

    /// The endings that are tried in each folder, in this order.
    static let endings = [".json", ".yaml", ".yml"]

    /// The folders in the order of the search: the two of the settings, then `timelines` beside the exercise's file and
    /// in the two folders above it.
    package func folders(exercise: ExerciseID?, path: String) -> [String] {
        var folders: [String] = []
        if let timelineStorage, !timelineStorage.isEmpty { folders.append(timelineStorage) }
        if let mediaStorage, !mediaStorage.isEmpty, let exercise {
            folders.append(Self.join(Self.join(mediaStorage, exercise.text), "timelines"))
        }
        var folder = Self.parent(path)
        for _ in 0..<3 {
            let candidate = Self.join(folder, "timelines")
            if !folders.contains(candidate) { folders.append(candidate) }
            folder = Self.above(folder)
        }
        return folders
    }

    /// The timeline whose file this is: its name without the ending.
    static func timeline(of path: String) -> TimelineID {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let ending = endings.first { name.hasSuffix($0) } ?? ""
        return TimelineID(trusted: String(name.dropLast(ending.utf8.count)))
    }

    /// A path below a folder; the empty folder is the current one.
    static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The folder that a file stands in.
    static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The folder above one, by its name alone: `a/b` → `a`, `a` → ``, `` → `..`, `..` → `../..`.
    private static func above(_ folder: String) -> String {
        let last = folder.split(separator: "/").last.map(String.init) ?? ""
        if folder.isEmpty || folder == "." { return ".." }
        if last == ".." || last == "." { return join(folder, "..") }
        return parent(folder)
    }
}
