import ExerciseModel
import ExerciseTestKit
import Foundation
import Testing

@Suite struct FactCodecTests {
    private let codec = FactCodec { files, _ in files.exercise.bytes.isEmpty ? nil : FactSamples.plan }
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden")

    private func event(_ fact: Fact, exercise: String = "harbour", causation: Int64? = 8, root: Int64? = 5) -> Event {
        Event(
            exercise: ExerciseID(trusted: exercise), position: 17, run: 2,
            exerciseTime: ExerciseInstant(microseconds: 332_000_001), at: UTCInstant(milliseconds: 1_768_471_532_120),
            actor: "mqtt:Ann", causation: causation, root: root, fact: fact)
    }

    private func fault(type: String, schema: Int = 1, data: String) -> FactCodec.Fault? {
        var record = FactCodec.record(event(.exerciseReset))
        (record.type, record.schema, record.data) = (type, schema, Array(data.utf8))
        do throws(FactCodec.Fault) {
            _ = try codec.event(record)
            return nil
        } catch {
            return error
        }
    }

    @Test func `there is a sample of every type`() {
        #expect(Set(FactSamples.all.map { FactCodec.encode($0).type }) == Set(FactType.allCases.map(\.rawValue)))
    }

    @Test(arguments: FactSamples.all) func `every fact comes back as it went`(fact: Fact) throws {
        #expect(try codec.event(FactCodec.record(event(fact))) == event(fact))
    }

    @Test(arguments: FactType.allCases) func `what an older version wrote is still read`(type: FactType) throws {
        let file = folder.appendingPathComponent("\(type.rawValue).v1.json")
        var record = FactCodec.record(event(.exerciseReset))
        (record.type, record.data) = (type.rawValue, Array(try Data(contentsOf: file)))
        let sample = try #require(FactSamples.all.first { FactCodec.encode($0).type == type.rawValue })
        #expect(try codec.event(record) == event(sample))
    }

    @Test func `there is no golden file without a type`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names) == Set(FactType.allCases.map { "\($0.rawValue).v1.json" }))
    }

    @Test func `a record carries the event's own words`() {
        #expect(
            FactCodec.record(event(.exerciseReset))
                == EventRecord(
                    exercise: ExerciseID(trusted: "harbour"), position: 17, run: 2, type: "exercise.reset", schema: 1,
                    id: "17", exerciseTime: ExerciseInstant(microseconds: 332_000_001),
                    at: UTCInstant(milliseconds: 1_768_471_532_120), actor: "mqtt:Ann", causation: 8,
                    correlation: "harbour-5", data: Array("{}".utf8)))
    }

    @Test(arguments: ["harbour", "harbour-2026", "7", "a--"])
    func `the first cause is found in the correlation id, whatever the exercise is called`(name: String) throws {
        let cause = event(.exerciseReset, exercise: name, causation: nil, root: nil)
        #expect(try codec.event(FactCodec.record(cause)).root == 17)
        let effect = event(.exerciseReset, exercise: name, causation: 16, root: 12)
        #expect(try codec.event(FactCodec.record(effect)).root == 12)
    }

    @Test func `a type or schema that we do not know is named`() {
        #expect(fault(type: "exercise.vanished", data: "{}") == .unknown(type: "exercise.vanished", schema: 1))
        #expect(fault(type: "exercise.reset", schema: 2, data: "{}") == .unknown(type: "exercise.reset", schema: 2))
    }

    @Test func `data that is damaged is malformed`() {
        #expect(fault(type: "exercise.reset", data: "{") == .malformed(type: "exercise.reset"))
        let empty: Set<FactType> = [.exerciseReset, .brokerConnected, .noDuffCleared]
        for type in FactType.allCases where !empty.contains(type) {
            #expect(fault(type: type.rawValue, data: #"{"other":1}"#) == .malformed(type: type.rawValue))
        }
    }

    @Test func `files that make no plan any more are named`() {
        let loaded = LoadedExercise(
            files: SourceFiles(exercise: SourceFiles.File(path: "x", bytes: []), timelines: []),
            defaults: DeliverySettings(), plan: FactSamples.plan)
        let data = String(decoding: FactCodec.encode(.exerciseLoaded(loaded)).data, as: UTF8.self)
        #expect(fault(type: "exercise.loaded", data: data) == .unreadableFiles)
    }

    /// A space keeps the reader from the short way that it has for what fills a log.
    @Test func `the short way of reading gives what the long one gives`() throws {
        var random = SeededRandom(seed: 23)
        let names = ["blue", "a", "härbour \"x\"", "inject-004", "\n", ""]
        let edges: [Int64] = [0, -1, 999_999, 1_000_000, 123_456_789_012_345_678, .max, -.max]
        for _ in 0..<2_000 {
            func name() -> String { names.randomElement(using: &random) ?? "" }
            func number() -> Int64 { edges.randomElement(using: &random) ?? 0 }
            let target = InjectTarget(team: TeamID(trusted: name()), inject: InjectID(trusted: name()))
            let release = Release(
                seq: number(), exerciseTime: ExerciseInstant(microseconds: number()), lateness: number(),
                late: .random(using: &random), byHand: .random(using: &random))
            let proof = Proof(seq: number(), attempt: Int(number()), kind: .broker, latency: number())
            for fact in [Fact.injectReleased(target, release), .injectDelivered(target, proof)] {
                let record = FactCodec.record(event(fact))
                var spaced = record
                spaced.data = [0x20] + record.data
                #expect(try codec.event(record) == codec.event(spaced))
            }
        }
    }

    @Test func `further keys are ignored`() throws {
        var record = FactCodec.record(event(.noteRecorded(text: "Well done.")))
        record.data = Array(#"{"mood":{"good":[1]},"text":"Well done."}"#.utf8)
        #expect(try codec.event(record) == event(.noteRecorded(text: "Well done.")))
    }

    @Test func `every surface shows an event alike`() {
        let json = String(decoding: FactCodec.record(event(.noteRecorded(text: "Well done."))).json, as: UTF8.self)
        #expect(
            json == #"{"position":17,"exercise_id":"harbour","run":2,"type":"note.recorded","#
                + #""at":"2026-01-15T10:05:32.120Z","exercise_time":332.0,"correlation_id":"harbour-5","#
                + #""causation":8,"data":{"text":"Well done."},"actor":"mqtt:Ann"}"#)
        let cause = FactCodec.record(event(.exerciseReset, causation: nil, root: nil)).json
        #expect(String(decoding: cause, as: UTF8.self).contains(#""correlation_id":"harbour-17","causation":null"#))
    }
}
