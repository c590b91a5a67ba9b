/// What each module may import. A module that is not in the table may import nothing, and is a hit itself.
enum ImportRule {
    static let core: Set = ["ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration"]

    static let allowed: [String: Set<String>] = [
        "ExerciseModel": [],
        "ExerciseControl": ["ExerciseModel"],
        "ScenarioRules": ["ExerciseModel"],
        "Orchestration": ["ExerciseModel", "ExerciseControl", "ScenarioRules"],
        "Rehearsal": core,

        "ExerciseHost": core.union(["CLinux", "Logging", "Glibc"]),

        "CMosquitto": [], "CLibYAML": [], "CLinux": [], "CWebAssets": [],
        "MQTTGateway": ["ExerciseModel", "Orchestration", "ExerciseHost", "CMosquitto", "CLinux", "Glibc"],
        "EventStoreSQLite": ["ExerciseModel", "ExerciseHost", "GRDB", "GRDBSQLite", "Crypto", "Glibc"],
        "ScenarioFiles": ["ExerciseModel", "CLibYAML", "Glibc"],
        "HTTPGateway": core.union([
            "ExerciseHost", "CWebAssets", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOHTTP1", "NIOHTTPTypes",
            "NIOHTTPTypesHTTP1",
            "NIOPosix", "NIOWebSocket", "Logging", "Glibc",
        ]),

        "WebSocketClient": ["NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket", "Glibc"],

        "Assembly": core.union([
            "ExerciseHost", "MQTTGateway", "EventStoreSQLite", "ScenarioFiles", "HTTPGateway", "CLinux", "Logging",
            "Glibc", "FoundationEssentials",
        ]),
        "Commands": [
            "Assembly", "ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration", "Rehearsal",
            "ExerciseHost", "MQTTGateway", "EventStoreSQLite", "ScenarioFiles", "HTTPGateway",
            "WebSocketClient", "CLinux", "Logging", "ArgumentParser", "Glibc", "FoundationEssentials",
        ],
        "whitecell": ["Commands", "Glibc"],

        "ExerciseTestKit": ["ExerciseModel", "Orchestration", "ExerciseHost", "Glibc"],
        "LogChecker": ["ExerciseModel", "Glibc"],
        "ScriptedBroker": ["ExerciseModel", "ExerciseHost", "Glibc"],
        "SeededExercise": core.union(["ExerciseHost", "ExerciseTestKit", "LogChecker", "Glibc"]),
        "seeds": [
            "SeededExercise", "LogChecker", "ExerciseModel", "ExerciseHost", "ArgumentParser", "Glibc",
        ],
        "chaos": [
            "LogChecker", "ExerciseTestKit", "ExerciseModel", "ExerciseHost", "MQTTGateway", "EventStoreSQLite",
            "WebSocketClient", "CLinux", "ArgumentParser", "Glibc",
        ],
    ]

    /// The modules that may touch each of these.
    static let rooms: [String: Set<String>] = [
        "CMosquitto": ["MQTTGateway"], "CLibYAML": ["ScenarioFiles"], "CWebAssets": ["HTTPGateway"],
        "GRDB": ["EventStoreSQLite"],
        "GRDBSQLite": ["EventStoreSQLite"], "Crypto": ["EventStoreSQLite"], "HummingbirdCore": ["HTTPGateway"],
        "HTTPTypes": ["HTTPGateway"], "NIOHTTPTypes": ["HTTPGateway"], "NIOHTTPTypesHTTP1": ["HTTPGateway"],
        "NIOCore": sockets, "NIOHTTP1": sockets, "NIOPosix": sockets, "NIOWebSocket": sockets,
    ]
    private static let sockets: Set = ["HTTPGateway", "WebSocketClient"]

    /// Modules that may import the whole of Foundation: none.
    static let foundation: Set<String> = []

    static func hits(_ file: SourceFile) -> [String] {
        guard let module = file.module else { return [file.hit(0, "stands in no module's folder")] }
        guard let allowed = allowed[module] else {
            return [file.hit(0, "module \(module) is missing from ImportRule.allowed")]
        }
        return file.code.enumerated().compactMap { number, line in
            guard let name = imported(line), !allowed.contains(name) else { return nil }
            if name == "Foundation", foundation.contains(module) { return nil }
            return file.hit(number, "\(module) may not import \(name)")
        }
    }

    /// The module that a line of code imports: `@testable import struct A.B` gives `A`.
    static func imported(_ line: String) -> String? {
        let words = line.declaration
        guard let keyword = words.firstIndex(of: "import"), words[..<keyword].allSatisfy(access.contains) else {
            return nil
        }
        return words[(keyword + 1)...].first { !kinds.contains($0) }
    }

    private static let access: Set = ["public", "package", "internal", "private", "fileprivate"]
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
