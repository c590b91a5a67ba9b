/// One row of the log (`semantics.md` 2), its data still as bytes.
package struct EventRecord: Equatable, Sendable {
    package var exercise: ExerciseID
    /// 1, 2, 3 … for each exercise, in commit order.
    package var position: Int64
    package var run: Int64
    /// Past tense with a dot: `inject.delivered`.
    package var type: String
    /// The version of `data` for this type, from 1.
    package var schema: Int
    /// Unique for ever together with its source; our own events carry their position.
    package var id: String
    package var exerciseTime: ExerciseInstant
    package var at: UTCInstant
    /// Who or what brought it about: `clock`, `broker`, `mqtt:<by>`, `cli:<user>`.
    package var actor: String
    /// The position of the event that this one follows from; `nil` for a first cause.
    package var causation: Int64?
    /// The same for all that follows from one first cause.
    package var correlation: String
    /// 0 until there are several daemons.
    package var epoch: Int64
    /// A JSON object, kept byte for byte.
    package var data: [UInt8]

    package init(
        exercise: ExerciseID, position: Int64, run: Int64, type: String, schema: Int, id: String,
        exerciseTime: ExerciseInstant, at: UTCInstant, actor: String, causation: Int64?, correlation: String,
        epoch: Int64 = 0, data: [UInt8]
    ) {
        self.exercise = exercise
        self.position = position
        self.run = run
        self.type = type
        self.schema = schema
        self.id = id
        self.exerciseTime = exerciseTime
        self.at = at
        self.actor = actor
        self.causation = causation
        self.correlation = correlation
        self.epoch = epoch
        self.data = data
    }
}

/// The side row that a running clock writes each second: where a restart finds it again.
package struct ClockRow: Equatable, Sendable {
    package var exercise: ExerciseID
    package var run: Int64
    /// The kernel's name for this start of the machine, `/proc/sys/kernel/random/boot_id`.
    package var bootID: String
    package var wall: WallInstant
    package var utc: UTCInstant
    package var exerciseTime: ExerciseInstant
    package var rate: Rate
    /// The last position of the log when the row was written.
    package var position: Int64

    package init(
        exercise: ExerciseID, run: Int64, bootID: String, wall: WallInstant, utc: UTCInstant,
        exerciseTime: ExerciseInstant, rate: Rate, position: Int64
    ) {
        self.exercise = exercise
        self.run = run
        self.bootID = bootID
        self.wall = wall
        self.utc = utc
        self.exerciseTime = exerciseTime
        self.rate = rate
        self.position = position
    }
}
