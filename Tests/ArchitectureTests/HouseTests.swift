import Testing

/// The rules of the house, held against what stands in the repository.
@Suite struct HouseTests {
    @Test func `modules import what the plan allows`() throws {
        expectNone(try sources().flatMap(ImportRule.hits))
    }

    @Test func `the core's table names the core alone`() {
        #expect(ImportRule.core.allSatisfy { ImportRule.allowed[$0]?.isSubset(of: ImportRule.core) == true })
    }

    @Test func `each C library and the store's packages have one room`() {
        let strays = ImportRule.rooms.flatMap { library, rooms in
            ImportRule.allowed.filter { !rooms.contains($0.key) && $0.value.contains(library) }.map {
                "\(library) in \($0.key)"
            }
        }
        expectNone(strays)
    }

    @Test func `Foundation is nowhere in the table`() {
        expectNone(ImportRule.allowed.filter { $0.value.contains("Foundation") }.keys.sorted())
    }

    @Test func `files and functions are short`() throws {
        expectNone(try all().flatMap(SizeRule.hits))
    }

    @Test func `banned words stand nowhere`() throws {
        let files = try Repository.texts.get()
        expectNone(WordRule.all.flatMap { rule in files.flatMap(rule.hits) })
    }

    @Test func `package types and functions have a sentence`() throws {
        expectNone(try sources().flatMap(SentenceRule.hits))
    }

    @Test func `a file is called like its main type`() throws {
        expectNone(try sources().flatMap { NameRule.hits($0) })
    }

    @Test func `no name holds a space`() throws {
        let folders = ["Sources", "Tests", "Benchmarks", "docs", "exercises", "timelines", "tools"]
        expectNone(try folders.flatMap(Repository.paths).flatMap { NameRule.hits(path: $0) })
    }

    @Test func `every folder is a target and every target a row`() throws {
        let modules = try folders(below: "Sources", depth: 3)
        let tests = try folders(below: "Tests", depth: 2)
        let manifest = try Repository.text("Package.swift")
        expectNone(ManifestRule.hits(folders: modules + tests, manifest: manifest))
        expectNone(ManifestRule.hits(rows: Array(ImportRule.allowed.keys), folders: modules))
    }

    /// The rules would hold for nothing if the walk found nothing.
    @Test func `the walk finds the house`() throws {
        let modules = Set(try sources().compactMap(\.module))
        #expect(modules.isSuperset(of: ImportRule.core.union(["ExerciseHost", "MQTTGateway", "whitecell", "seeds"])))
    }

    /// Fails with one line for each hit.
    private func expectNone(_ hits: [String], at place: SourceLocation = #_sourceLocation) {
        guard !hits.isEmpty else { return }
        Issue.record("\(hits.joined(separator: "\n"))", sourceLocation: place)
    }

    private func sources() throws -> [SourceFile] { try Repository.sources(below: ["Sources"]) }

    private func all() throws -> [SourceFile] { try Repository.sources(below: ["Sources", "Tests", "Benchmarks"]) }

    /// The folders with a file in them, each cut to so many parts of its path.
    private func folders(below start: String, depth: Int) throws -> [String] {
        let parts = try Repository.paths(below: start).map { $0.split(separator: "/") }
        return Set(parts.filter { $0.count > depth }.map { $0.prefix(depth).joined(separator: "/") }).sorted()
    }
}
