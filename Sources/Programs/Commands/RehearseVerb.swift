import ArgumentParser
import Assembly
import ExerciseModel
import Glibc
import Rehearsal
import ScenarioFiles

/// `whitecell rehearse EXERCISE-FILE`.
struct RehearseVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Play a whole exercise at once, without a broker: what each team gets when.",
        discussion: """
            The exercise runs in virtual time with a broker that never fails, and with teams, simulations and a \
            controller that answer at once. Shown are the load of each team, each inject with the actions expected \
            of the team, and every silence; what the exercise's file expects is held against it (exit status 1 where \
            it does not hold). The events that it expects something of come in it at their times.

            --format json: exercise, title, start, end, endex; load and teams[].load {span, injects[]}; \
            teams[] {team, name, timeline, injects, sent, silences[] {from, to}}; injects[] {team, inject, type, \
            title, planned, released, seq, state, reason, after {inject, state, delay}, cause {rule, event_type, from}, \
            bytes, expected_actions[] {text, deadline}}; expectations[] {at, team, inject, held, why}; reactions[] {at, \
            event_type, from, commands[] {send_to, command, params}, held, why}, the commands as they came; faults as \
            'check' tells them. Times are seconds of exercise time.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The exercise's file.") var file: String
    @Option(help: "This team alone.") var team: String?
    @Option(help: "Begin at this time: T+30:00, 30m.") var from: String?
    @Option(help: "End at this time.") var to: String?
    @Option(help: "Name silences from this length on.") var silence = "10m"
    @Option(help: "text or json.") var format = Format.text
    @Option(help: "Draw the lanes of all teams into this file, to print on A3.") var svg: String?
    @OptionGroup(title: "Limits and search") var delivery: DeliveryOptions

    func run() throws {
        let check = ExerciseSource(try SettingsOptions.settings(delivery.flags)).check(file)
        let span = (try from.map { try time($0, "--from") }, try to.map { try time($0, "--to") })
        let silence = try time(silence, "--silence")
        guard let plan = check.plan else {
            CheckVerb.tell(check, of: file)
            throw ExitCode(ExitStatus.refused.rawValue)
        }
        let whole = Rehearsal.timetable(of: plan)
        let shortfall = Shortfall(plan, whole)
        let faults = check.faults(shortfall, plan, file: file)
        let part = try narrowed(whole).cut(
            from: span.0.map(ExerciseInstant.init(microseconds:)), to: span.1.map(ExerciseInstant.init(microseconds:)))
        if let svg { try write(Array(LaneChart(part).svg.utf8), to: svg) }
        switch format {
        case .json:
            let json = part.json(silence: silence, plan, shortfall, faults: faults)
            Output.line(String(decoding: json, as: UTF8.self))
        case .text:
            let ink = Ink(isColored: Output.isColored)
            let columns = Output.isTerminal ? Output.columns : nil
            Output.text(TimetableText(timetable: part, columns: columns, ink: ink, silence: silence).render())
            for line in ExpectationText.lines(plan, shortfall, ink: ink) { Output.line(line) }
            if !faults.isEmpty { Output.line("") }
            CheckVerb.show(faults, DiagnosticText(files: check.files, color: Output.isColored))
        }
        guard faults.isEmpty else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private func narrowed(_ timetable: Timetable) throws -> Timetable {
        guard let team else { return timetable }
        guard let part = TeamID(team).flatMap(timetable.narrowed(to:)) else {
            let names = timetable.teams.map(\.id.text).joined(separator: ", ")
            throw Failure(.usage, "--team: there is no team '\(team)'; there are \(names)")
        }
        return part
    }

    /// Microseconds; a bare number is seconds.
    private func time(_ text: String, _ option: String) throws -> Int64 {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        do {
            return try isNumber ? TimeSpelling.seconds(text) : TimeSpelling.point(text)
        } catch {
            throw Failure(.usage, "\(option): \(error.rawValue): '\(text)'; write T+30:00, 30m or 90s")
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw Failure(.refused, "\(path): \(String(cString: strerror(errno)))")
        }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else {
            throw Failure(.refused, "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
