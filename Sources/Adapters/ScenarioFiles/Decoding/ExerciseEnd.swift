import ExerciseModel

/// The end of an exercise, which nothing planned may lie behind.
struct ExerciseEnd {
    /// Microseconds; `nil` when the exercise has no ENDEX.
    let duration: Int64?
    /// Where the duration is set.
    let site: Site?
    /// The longest that an exercise may last, in microseconds.
    let most: Int64

    /// The last instant that may be planned, in microseconds.
    var last: Int64 { min(duration ?? most, most) }

    /// Notes an error when something lies behind the end. `subject` is `inject 'a' is due`; `earliest` says that it may
    /// be later still.
    func check(
        _ micros: Int64, _ subject: String, at place: Site, earliest: Bool = false, notes: [(Site, String)] = [],
        mend: String? = nil, faults: FaultList
    ) {
        let shown = TimeSpelling.text(inSeconds: micros) + (earliest ? " at the earliest" : "")
        if let duration, micros > duration {
            let whole = (micros + 999_999) / 1_000_000 * 1_000_000
            let mend = mend ?? "move it to \(TimeSpelling.text(ofPoint: duration)) or before"
            faults.error(
                place, "\(subject) after ENDEX", label: shown + words(duration), notes: notes + note,
                help: "\(mend), or make the duration \(TimeSpelling.text(ofLength: whole))")
        } else if micros > most {
            faults.error(
                place, "\(subject) later than an exercise may last",
                label: "\(shown)\(earliest ? "," : "") of at most \(most / 1_000_000) s", notes: notes,
                help: "\(mend ?? "move it"), or raise MAX_EXERCISE_DURATION")
        }
    }

    /// Notes a warning when something that is no inject lies behind ENDEX.
    func warn(_ micros: Int64, _ subject: String, at place: Site, mend: String, faults: FaultList) {
        guard let duration, micros > duration else { return }
        faults.warning(
            place, "\(subject) after ENDEX", label: TimeSpelling.text(inSeconds: micros) + words(duration), notes: note,
            help: mend)
    }

    private var note: [(Site, String)] { site.map { [($0, "duration is set here")] } ?? [] }

    private func words(_ duration: Int64) -> String {
        ", and the exercise lasts \(TimeSpelling.text(inSeconds: duration))"
    }
}
