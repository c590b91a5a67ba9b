import ExerciseModel
import Foundation
import HTTPGateway
import Testing

/// What the pages' modules do that need no page, as it is served, where there is a node to run it.
@Suite(.enabled("no node on the search path") { Node.isHere }) struct PageLogicTests {
    @Test(arguments: ["connection", "frames-view", "json-text", "simulation"])
    func `the modules of the pages do what they should`(_ name: String) throws {
        let node = try Node()

        let got = try node.run("--test", try node.bring("\(name).test.js"))

        #expect(got.status == 0, "\(got.output)")
    }

    /// Values of a payload: what the page lets through, the daemon takes, and the other way round.
    private static let values = [
        "1", "-0", "01", "-", "1.", ".5", "1e5", "1E+400", "1e-400", "NaN", "null", "nul", "true", "True", "\"\"",
        "'a'",
        "\"a", "\"a\\n\"", "\"a\nb\"", "\"\\x41\"", "\"\\u00e9\"", "\"\\u00e\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"",
        "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"é😀\"", "[]", "[ ]", "[,]", "[1,]", "[1 2]", "{}", "{,}", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":{\"a\":1}}", "// no", "\u{A0}1", "\t1\r\n", "1 2", "", " ",
        String(repeating: "[", count: 31) + String(repeating: "]", count: 31),
        String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
        "\"\(String(repeating: "a", count: 65_536))\"", "\"\(String(repeating: "a", count: 65_537))\"",
        "\"\(String(repeating: "é", count: 32_769))\"",
    ]

    @Test func `the page refuses what the daemon refuses, and nothing else`() throws {
        let node = try Node()
        try node.write("values.json", JSONEncoder().encode(Self.values))
        let script = """
            import { readFileSync } from "node:fs";
            import { faultOf } from "./assets/json-text.js";
            const values = JSON.parse(readFileSync("values.json"));
            console.log(values.map((value) => (faultOf(value, 1) ? "-" : "+")).join(""));
            """

        let got = try node.run("--input-type=module", "--eval", script)

        let taken = Self.values.map { (try? JSONObject(Array("{\"payload\":\($0)}".utf8)[...])) == nil ? "-" : "+" }
        #expect(got.output == taken.joined() + "\n")
        #expect(taken.contains("+") && taken.contains("-"))
    }
}

/// The pages' files in a folder of their own, as they are served, with a node beside them.
private final class Node {
    private let folder: URL

    private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/node" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isHere: Bool { path != nil }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString)")
        for asset in WebAsset.all { try write(String(asset.path.dropFirst()), Data(asset.bytes)) }
        try write("package.json", Data(#"{"type":"module"}"#.utf8))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ path: String, _ data: Data) throws {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    /// Puts a file of tests beside the pages' files; where it lies there.
    func bring(_ name: String) throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("PageLogic")
        try write("tests/\(name)", Data(contentsOf: source.appendingPathComponent(name)))
        return "tests/\(name)"
    }

    /// Runs it there; its status, and all that it wrote.
    func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path ?? "node")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        return try process.toItsEnd()
    }
}
