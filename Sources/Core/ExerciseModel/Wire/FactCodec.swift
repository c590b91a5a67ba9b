/// Facts to the log's data and back: one type and one schema version for each kind of fact.
///
/// Reading takes the plan of an exercise from its files, which another module knows how to do.
package struct FactCodec: Sendable {
    /// Makes a plan of the files that `exercise.loaded` keeps, and of the settings it was loaded with.
    package typealias PlanReader = @Sendable (SourceFiles, DeliverySettings) -> ExercisePlan?

    /// The data of a fact as the log keeps it.
    package struct Encoded: Equatable, Sendable {
        package var type: String
        package var schema: Int
        package var data: [UInt8]
    }

    /// Why a record of the log cannot be read.
    package enum Fault: Error, Equatable, Sendable {
        /// A type or schema that this version does not know.
        case unknown(type: String, schema: Int)
        case malformed(type: String)
        /// The files of an exercise make no plan any more.
        case unreadableFiles
    }

    private let readPlan: PlanReader

    package init(readPlan: @escaping PlanReader) { self.readPlan = readPlan }

    /// The event that a record holds.
    package func event(_ record: EventRecord) throws(Fault) -> Event {
        let fact = try fact(type: record.type, schema: record.schema, data: record.data)
        return Event(
            exercise: record.exercise, position: record.position, run: record.run,
            exerciseTime: record.exerciseTime, at: record.at, actor: record.actor, causation: record.causation,
            root: FactCodec.root(record), fact: fact)
    }

    /// The record that keeps an event.
    package static func record(_ event: Event) -> EventRecord {
        let encoded = encode(event.fact)
        return EventRecord(
            exercise: event.exercise, position: event.position, run: event.run, type: encoded.type,
            schema: encoded.schema, id: String(event.position), exerciseTime: event.exerciseTime, at: event.at,
            actor: event.actor, causation: event.causation,
            correlation: event.correlation, data: encoded.data)
    }

    /// The number behind the last hyphen of a correlation id; its own position where there is none.
    private static func root(_ record: EventRecord) -> Int64 {
        var root: Int64 = 0
        var unit: Int64 = 1
        for byte in record.correlation.utf8.reversed() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), unit < 1_000_000_000_000_000_000 else {
                return byte == UInt8(ascii: "-") && unit > 1 ? root : record.position
            }
            root += Int64(byte - UInt8(ascii: "0")) * unit
            unit *= 10
        }
        return record.position
    }

    private func fact(type: String, schema: Int, data: [UInt8]) throws(Fault) -> Fact {
        // The types that fill a log come first: to find one among all names takes longer than to read it.
        if schema == 1, let fact = data.withUnsafeBufferPointer({ Fact(written: $0, type: type) }) { return fact }
        guard schema == 1, let known = FactType(rawValue: type) else { throw .unknown(type: type, schema: schema) }
        guard let object = try? JSONObject(data[...], caps: .trusted) else { throw .malformed(type: type) }
        let reader = FactReader(object: object)
        if known == .exerciseLoaded {
            guard let (files, defaults) = reader.files() else { throw .malformed(type: type) }
            guard let plan = readPlan(files, defaults) else { throw .unreadableFiles }
            return .exerciseLoaded(LoadedExercise(files: files, defaults: defaults, plan: plan))
        }
        guard let fact = reader.fact(known) else { throw .malformed(type: type) }
        return fact
    }
}
