import ExerciseModel
import LogChecker
import SeededExercise

/// A life as lines to read.
enum SeedStory {
    static func tell(_ verdict: Verdict, _ say: (String) -> Void) {
        for record in verdict.records {
            let time = record.exerciseTime.microseconds
            let seconds = "\(time / 1_000_000).\(String(time / 1_000 % 1_000 + 1_000).dropFirst())"
            say(
                "\(record.position) run \(record.run) \(CalendarText.text(record.at)) T+\(seconds) \(record.actor) "
                    + "\(record.type) \(String(decoding: record.data, as: UTF8.self))")
        }
        for message in verdict.received {
            say("\(message.team) at \(message.at.microseconds) µs: \(String(decoding: message.payload, as: UTF8.self))")
        }
        say("digest \(String(verdict.digest, radix: 16))")
    }
}
