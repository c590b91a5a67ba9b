extension EventRecord {
    /// The event as every surface shows it (`contract.md` 3).
    package var json: [UInt8] {
        JSONWriter.object { writer in
            writer.field("position", position)
            writer.field("exercise_id", exercise.text)
            writer.field("run", run)
            writer.field("type", type)
            writer.field("at", at)
            writer.decimal("exercise_time", exerciseTime.milliseconds, digits: 3)
            writer.field("correlation_id", correlation)
            if let causation { writer.field("causation", causation) } else { writer.null("causation") }
            writer.field("data", JSONText(trusted: data[...]))
            writer.field("actor", actor)
        }
    }
}
