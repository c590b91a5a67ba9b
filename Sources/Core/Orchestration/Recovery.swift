import ExerciseControl
import ExerciseModel

/// Where a clock that was running when its daemon died is found again (`semantics.md` 1, Restart).
enum Recovery {
    /// What to do with the clock; `now` and the row may come from different starts of the machine.
    static func decide(
        state: ExerciseState, opening: Opening, now: Moment, cursor: TimelineCursor
    ) -> ClockRecovery {
        let clock = state.clock
        let row = opening.row
        let policy = opening.mustStand ? .pause : state.plan.onRestart
        let seen = lastSeen(state, row)
        let gap = row.flatMap { span(since: $0, bootID: opening.bootID, now: now) }
        if policy == .continue, let row, let gap, gap <= state.plan.maxGap {
            let (product, overflow) = gap.multipliedReportingOverflow(by: row.rate.thousandths)
            let advanced = overflow ? clock.duration.microseconds : row.exerciseTime.microseconds + product / 1_000
            let time = min(max(ExerciseInstant(microseconds: advanced), seen), clock.duration)
            var passed = cursor
            passed.seek(seen)
            let due = passed.due(at: time).count { state.ledger.delivery(at: $0.slot).state == .scheduled }
            return ClockRecovery(
                policy: .continue, exerciseTime: time, wall: now.wall, running: clock.running(of: time),
                down: gap / 1_000, due: due,
                sentence: "The clock goes on at \(ClockText.formatted(time)) after \(seconds(gap)) without a daemon; "
                    + "\(count(due)) came due meanwhile: the rule of lateness decides.")
        }
        let why = opening.mustStand ? "the store had failed" : reason(policy, gap: gap)
        let length = gap.map { seconds($0) } ?? "some time"
        return ClockRecovery(
            policy: .pause, exerciseTime: seen, wall: now.wall, running: clock.running(of: seen),
            down: gap.map { $0 / 1_000 }, due: 0,
            sentence:
                "The clock was recovered at \(ClockText.formatted(seen)) after \(length) without a daemon and stands "
                + "there (\(why)); nothing came due, and resume goes on from there.")
    }

    private static func reason(_ policy: RestartPolicy, gap: Int64?) -> String {
        switch (policy, gap) {
        case (.pause, _): "on_restart is pause"
        case (.continue, nil): "how long is unknown"
        case (.continue, _): "the gap is longer than max_gap"
        }
    }

    /// The exercise time of the side row or of the last event, whichever was written last.
    static func lastSeen(_ state: ExerciseState, _ row: ClockRow?) -> ExerciseInstant {
        guard let row, row.run == state.run, row.position >= state.position else { return state.lastTime }
        return row.exerciseTime
    }

    /// Microseconds since the row was written, by the boot-time clock, or by the calendar after a start of the machine;
    /// `nil` when that ran backwards.
    private static func span(since row: ClockRow, bootID: String, now: Moment) -> Int64? {
        let gap =
            row.bootID == bootID
            ? now.wall.microseconds - row.wall.microseconds
            : (now.utc.milliseconds - row.utc.milliseconds) * 1_000
        return gap < 0 ? nil : gap
    }

    private static func seconds(_ gap: Int64) -> String {
        gap < 60_000_000 ? "\(gap / 1_000_000) s" : "\(gap / 60_000_000) min \(gap / 1_000_000 % 60) s"
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 inject" : "\(number) injects" }
}

extension Exercise {
    /// Takes the exercise up: says so in the log, and finds the clock again if it was running.
    mutating func open(_ opening: Opening) {
        let opened = Fact.exerciseOpened(
            instance: opening.instance, version: opening.version, bootID: opening.bootID, wall: now.wall)
        if state.clock.status == .running {
            let seen = Recovery.lastSeen(state, opening.row)
            let recovery = Recovery.decide(state: state, opening: opening, now: now, cursor: cursor)
            record(opened, by: "daemon", time: seen)
            record(.clockRecovered(recovery), by: "daemon", time: recovery.exerciseTime)
            cursor.stand(at: seen, in: state.ledger)
        } else {
            record(opened, by: "daemon")
        }
        order(.attend(state.id))
    }

    /// Takes the exercise's files as they are on disk: at once if the run never began, else at the next reset.
    mutating func takeFiles(_ loaded: LoadedExercise, _ changed: [String]) {
        let same = loaded.files == state.loaded?.files && loaded.defaults == state.loaded?.defaults
        if state.isFresh, !same {
            load(loaded)
        } else if changed != state.changedFiles {
            record(.filesChanged(paths: changed), by: "daemon")
        }
    }

    /// Lays the exercise down in the log and runs it from there.
    mutating func load(_ loaded: LoadedExercise) {
        record(.exerciseLoaded(loaded), by: "daemon", time: .zero)
        cursor = TimelineCursor(state.ledger)
    }
}
