import ExerciseModel

/// The clock of an exercise, folded from the log without the core: where it stood, and when it passed an instant.
struct ClockFold {
    private(set) var status = "initialized"
    /// Microseconds of exercise time at the anchor.
    private(set) var base: Int64 = 0
    private var anchor: Int64?
    private var rate: Int64 = 1_000
    /// Microseconds of wall time for which it had run at `base`.
    private var runningBase: Int64 = 0
    private var lastTime: Int64 = 0
    private var stretches: [Stretch] = []
    /// Microseconds; `nil` without ENDEX.
    var duration: Int64?

    /// A part of the run that the clock passed at one rate, or jumped over.
    private struct Stretch {
        var from: Int64
        var to: Int64
        var running: Int64
        var rate: Int64?
    }

    /// How long the clock had run, in wall time, when it showed this.
    func running(atTime time: Int64) -> Int64 {
        status == "running" ? runningBase + (time - base) * 1_000 / rate : runningBase
    }

    /// How long it had run when it passed this instant for the last time; `nil` when it never did.
    func running(whenPassing due: Int64, now: Int64) -> Int64? {
        if due == base { return runningBase }
        if status == "running", due >= base, due <= now { return runningBase + (due - base) * 1_000 / rate }
        for stretch in stretches.reversed() where due >= stretch.from && due <= stretch.to {
            guard let rate = stretch.rate else { return stretch.running }
            return stretch.running + (due - stretch.from) * 1_000 / rate
        }
        return nil
    }

    /// Whether exercise time at this event is what the clock can have shown.
    func fault(_ event: LoggedEvent) -> String? {
        let time = event.time
        if let duration, time > duration { return "the clock passed ENDEX at \(event.position)" }
        guard status == "running" else {
            if event.type == "exercise.reset" { return time == 0 ? nil : "a reset does not begin at zero" }
            return time == base ? nil : "the clock stood at \(base) and \(event.position) happened at \(time)"
        }
        if event.type == "exercise.reset" { return nil }
        if event.type == "clock.recovered" { return recoveryFault(event) }
        if time < lastTime { return "exercise time fell from \(lastTime) to \(time) at \(event.position)" }
        guard event.type.hasPrefix("clock."), let anchor, let wall = event.data["wall_us"]?.integer else { return nil }
        let expected = min(base + (wall - anchor) * rate / 1_000, duration ?? .max)
        return time == expected ? nil : "the clock should show \(expected) at \(event.position), not \(time)"
    }

    private func recoveryFault(_ event: LoggedEvent) -> String? {
        let time = event.microseconds("time")
        if time < lastTime { return "the clock was recovered at \(time), before \(lastTime)" }
        let stands = event.text("policy") == "pause"
        return stands && time != lastTime ? "a clock that stands moved from \(lastTime) to \(time)" : nil
    }

    /// Folds an event.
    mutating func apply(_ event: LoggedEvent) {
        let wall = event.data["wall_us"]?.integer
        switch event.type {
        case "clock.started", "clock.resumed": (status, anchor) = ("running", wall)
        case "clock.paused": stand("paused", event)
        case "clock.stopped": stand("stopped", event)
        case "clock.completed": stand("completed", event)
        case "clock.rate_changed":
            turn(to: event.time, at: event.time, wall)
            rate = event.data["rate"]?.scaled(digits: 3) ?? 1_000
        case "clock.sought":
            turn(to: event.microseconds("to"), at: event.time, wall)
        case "clock.recovered":
            let time = event.microseconds("time")
            turn(to: time, at: time, wall)
            status = event.text("policy") == "continue" ? "running" : "paused"
        case "exercise.reset", "exercise.loaded":
            let (duration, rate) = (duration, event.type == "exercise.loaded" ? rate : 1_000)
            self = ClockFold()
            (self.duration, self.rate) = (duration, rate)
        default: break
        }
        lastTime = event.type == "clock.sought" ? base : event.time
    }

    private mutating func stand(_ status: String, _ event: LoggedEvent) {
        turn(to: event.time, at: event.time, event.data["wall_us"]?.integer)
        self.status = status
    }

    private mutating func turn(to: Int64, at time: Int64, _ wall: Int64?) {
        if status == "running" {
            stretches.append(Stretch(from: base, to: time, running: runningBase, rate: rate))
            runningBase += (time - base) * 1_000 / rate
        }
        if to > time { stretches.append(Stretch(from: time, to: to - 1, running: runningBase, rate: nil)) }
        (base, anchor) = (to, wall)
    }
}
