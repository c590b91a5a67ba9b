// swift-tools-version:6.2
import PackageDescription

// The map of the house. Arrows point inwards only: Core knows nobody, Shell knows Core, Adapters know Core and the
// shell's ports, Programs assemble. Tests/ArchitectureTests holds the sources to this file.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    .treatWarning("UnrecognizedStrictLanguageFeatures", as: .error),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket"].map {
    Target.Dependency.product(name: $0, package: "swift-nio")
}
let nioEmbedded = ["NIOCore", "NIOEmbedded"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let nioTypes = ["NIOHTTPTypes", "NIOHTTPTypesHTTP1"].map {
    Target.Dependency.product(name: $0, package: "swift-nio-extras")
}
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A library module in its ring's folder.
func module(_ ring: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(ring)/\(name)", swiftSettings: strict)
}

/// A module map and a shim header over a C library of the system.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/Adapters/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// An executable.
func program(_ ring: String, _ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "\(ring)/\(name)", swiftSettings: strict)
}

/// The tests of one ring.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "whitecell",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "whitecell", targets: ["whitecell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: ["FullFoundation"]),
    ],
    targets: [
        module("Core", "ExerciseModel"),
        module("Core", "ExerciseControl", ["ExerciseModel"]),
        module("Core", "ScenarioRules", ["ExerciseModel"]),
        module("Core", "Orchestration", ["ExerciseModel", "ExerciseControl", "ScenarioRules"]),
        module("Core", "Rehearsal", ["ExerciseModel", "ExerciseControl", "Orchestration"]),

        module(
            "Shell", "ExerciseHost", ["ExerciseModel", "ExerciseControl", "Orchestration", "ScenarioRules", "CLinux"]),

        system("CMosquitto", pkgConfig: "libmosquitto", apt: "libmosquitto-dev"),
        system("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        .target(name: "CLinux", path: "Sources/Adapters/CLinux"),
        // Pages, styles and scripts as they lie there, compiled in by #embed.
        .target(name: "CWebAssets", path: "Sources/Adapters/CWebAssets", exclude: ["Assets"]),
        module("Adapters", "MQTTGateway", ["ExerciseModel", "Orchestration", "ExerciseHost", "CMosquitto", "CLinux"]),
        module("Adapters", "EventStoreSQLite", ["ExerciseModel", "ExerciseHost", grdb, sqlite, crypto]),
        module("Adapters", "ScenarioFiles", ["ExerciseModel", "CLibYAML"]),
        // The server alone, without hummingbird's router and middleware: those would double what it adds to a build.
        module(
            "Adapters", "HTTPGateway",
            [
                "ExerciseModel", "ExerciseControl", "Orchestration", "ExerciseHost", "CWebAssets", hummingbird,
                httpTypes,
                logging,
            ] + nio + nioTypes),
        module("Adapters", "WebSocketClient", nio),

        module(
            "Programs", "Assembly",
            [
                "ExerciseModel", "ExerciseControl", "Orchestration", "ExerciseHost", "MQTTGateway", "EventStoreSQLite",
                "ScenarioFiles", "HTTPGateway", "CLinux", logging,
            ]),
        module(
            "Programs", "Commands",
            [
                "Assembly", "ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration", "Rehearsal",
                "ExerciseHost", "MQTTGateway", "EventStoreSQLite", "ScenarioFiles", "HTTPGateway", "WebSocketClient",
                "CLinux", logging, arguments,
            ]),
        program("Sources/Programs", "whitecell", ["Commands"]),

        module("TestSupport", "ExerciseTestKit", ["ExerciseModel", "Orchestration", "ExerciseHost"]),
        module("TestSupport", "LogChecker", ["ExerciseModel"]),
        module("TestSupport", "ScriptedBroker", ["ExerciseModel", "ExerciseHost"]),
        module(
            "TestSupport", "SeededExercise",
            [
                "ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration", "ExerciseHost", "ExerciseTestKit",
                "LogChecker",
            ]),
        program(
            "Sources/TestSupport", "seeds",
            ["SeededExercise", "LogChecker", "ExerciseHost", "ExerciseModel", arguments]),
        program(
            "Sources/TestSupport", "chaos",
            [
                "LogChecker", "ExerciseTestKit", "ExerciseModel", "ExerciseHost", "MQTTGateway", "EventStoreSQLite",
                "WebSocketClient", "CLinux", arguments,
            ]),
        program(
            "Benchmarks", "bench",
            [
                "Assembly", "ExerciseModel", "ExerciseHost", "Orchestration", "Rehearsal", "MQTTGateway",
                "EventStoreSQLite", "ScenarioFiles", "CLinux",
            ]),

        tests(
            "CoreTests",
            [
                "ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration", "Rehearsal", "ExerciseTestKit",
                "LogChecker",
            ],
            exclude: ["Golden"]),
        tests("ShellTests", ["ExerciseModel", "ExerciseControl", "Orchestration", "ExerciseHost", "ExerciseTestKit"]),
        tests(
            "AdapterTests",
            [
                "ExerciseModel", "ExerciseControl", "Orchestration", "ExerciseHost", "MQTTGateway", "EventStoreSQLite",
                "ScenarioFiles", "HTTPGateway", "WebSocketClient", "ExerciseTestKit", "CLinux", grdb,
            ] + nioEmbedded),
        tests(
            "ProgramTests",
            [
                "Assembly", "Commands", "ExerciseModel", "Orchestration", "Rehearsal", "ExerciseHost", "MQTTGateway",
                "ScenarioFiles", "HTTPGateway", "ExerciseTestKit", logging,
            ]),
        tests("JourneyTests", ["ExerciseModel", "Orchestration", "Rehearsal", "ExerciseHost", "ExerciseTestKit"]),
        tests("SeededExerciseTests", ["SeededExercise", "LogChecker", "ExerciseModel"]),
        tests(
            "IntegrationTests",
            [
                "Assembly", "ExerciseModel", "Orchestration", "ExerciseHost", "MQTTGateway", "EventStoreSQLite",
                "HTTPGateway", "WebSocketClient", "ExerciseTestKit", "ScriptedBroker", "CLinux", logging,
            ], exclude: ["HTTPGateway/PageLogic", "Monitoring/prometheus-alerts.test.yml"]),
        tests("ArchitectureTests"),
    ],
    swiftLanguageModes: [.v6]
)

// FUZZ=1: the readers of what comes from outside, under libFuzzer and the address sanitizer, without any package.
if Context.environment["FUZZ"] == "1" {
    let fuzzed: Set = [
        "ExerciseModel", "ExerciseControl", "ScenarioRules", "Orchestration", "ExerciseHost", "CMosquitto", "CLibYAML",
        "CLinux", "MQTTGateway", "ScenarioFiles",
    ]
    // Lines are all that a report names.
    let sanitizers = ["-sanitize=fuzzer,address", "-gline-tables-only"]
    package.dependencies = []
    package.products = []
    package.targets.removeAll { !fuzzed.contains($0.name) }
    // Of the gateway what takes frames apart: the rest of it stands on packages.
    package.targets.append(
        .target(
            name: "HTTPGateway", dependencies: ["ExerciseHost"], path: "Sources/Adapters/HTTPGateway/Sockets/Frames",
            exclude: ["ByteBuffer+Frame.swift"], swiftSettings: strict))
    for target in package.targets where target.type == .regular {
        target.swiftSettings?.append(.unsafeFlags(sanitizers))
    }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "ExerciseModel", "ExerciseControl", "Orchestration", "ScenarioRules", "ExerciseHost", "MQTTGateway",
                "HTTPGateway", "ScenarioFiles", "CFuzzer",
            ],
            path: "Fuzz/fuzz", swiftSettings: strict + [.unsafeFlags(sanitizers + ["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(sanitizers + ["-use-ld=lld"])]),
    ]
}

// RACE=1: what takes turns on one thread left out, since no two can race there, and the program, which is held to its
// times; they would be the greater part of the tests.
if Context.environment["RACE"] == "1" {
    let alone: Set = [
        "CoreTests", "SeededExerciseTests", "ArchitectureTests", "ProgramTests", "JourneyTests", "SeededExercise",
        "LogChecker", "Rehearsal", "Commands", "whitecell", "seeds", "chaos", "bench",
    ]
    package.products = []
    package.targets.removeAll { alone.contains($0.name) }
}
