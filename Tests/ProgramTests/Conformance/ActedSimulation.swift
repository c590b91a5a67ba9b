import ExerciseModel

@testable import Commands

/// A simulation that keeps the protocol, or breaks one rule of it.
struct ActedSimulation {
    /// How it breaks the protocol.
    enum Vice: CaseIterable {
        case neverAnswers, answersTwice, answersTwiceLate, answersByItself
        case namesAnotherSaga, namesAnotherStep, namesAnotherCommand, answersNonsense
        case fails, goesOnForEver
        case forgets, forgetsOnceCut, answersCopiesOtherwise, answersCopiesLateAndOtherwise, hangsUpOnRepeat
        case hangsUpOnUnknownKeys, hangsUpOnUnknownMessage, hangsUpOnError, hangsUpOnUnknownCommand
        case completesUnknownCommand, isSilentOnUnknownCommand
        case failsUndo, forgetsUndo, failsUndoOfNothing
        case ignoresPing, staysAway, comesBackWithoutRegistration, owesForEver
        case usesAnEventIDTwice, saysNonsense, connectsTwice
    }

    /// Something that it does, so many microseconds later.
    struct Act {
        var delay: Int64
        var news: ConformanceTrial.News
    }

    let vice: Vice?
    /// Microseconds that it takes for a command.
    var pace: Int64 = 10_000
    /// Microseconds that it takes for a copy of a command that it is still at; `nil` when it answers once for both.
    var copyPace: Int64?
    var door = SimulationDoor.websocket
    /// What is wrong with what it says of its presence over MQTT; `nil` when it says nothing.
    var (online, will): (String?, String?) = ("", "")
    var (echoes, givesReasons) = (true, true)
    var reportsWhatItDoes = false
    /// Whether it is connected where nobody can cut it off.
    var hasOwnCable = false
    var progresses = false
    /// Whether a repeat takes it as long, with all that it reports.
    var repeatsPace = false
    private var memory: [String: [UInt8]] = [:]
    private var busy: [String: WallInstant] = [:]
    private var done: Set<String> = []
    private var count = 0
    private var wasCut = 0

    init(_ vice: Vice? = nil) { self.vice = vice }

    /// It comes.
    func begin() -> [Act] { [Act(delay: 1_000, news: .registered)] + presence(true, after: 2_000) }

    /// What follows on a message to it.
    mutating func hear(_ saying: TrialSaying, _ bytes: [UInt8], at now: WallInstant) -> [Act] {
        guard saying == .command, let message = try? JSONObject(bytes[...]) else {
            let isUnknown = saying == .error && (try? JSONObject(bytes[...]))?["type"]?.string != "error"
            let offended = isUnknown ? vice == .hangsUpOnUnknownMessage : vice == .hangsUpOnError && saying == .error
            return offended ? hangUp() : []
        }
        guard let id = message["command_id"]?.string, let saga = message["saga_id"]?.string,
            let step = message["step_id"]?.integer, let name = message["command"]?.string
        else { return [] }
        count += 1
        if vice == .neverAnswers || vice == .owesForEver && wasCut == 2 { return [] }
        if vice == .hangsUpOnUnknownKeys, message["x_unknown"] != nil { return hangUp() }
        if let known = memory[id] {
            if vice == .hangsUpOnRepeat { return hangUp() }
            if !forgets(id), let until = busy[id], now < until { return copy(known) }
            if !forgets(id) { return repeatsPace ? acts(known, id: id, name) : [Self.said(known, after: 1_000)] }
        }
        if name == "whitecell_unknown" {
            if vice == .isSilentOnUnknownCommand { return [] }
            if vice == .hangsUpOnUnknownCommand { return hangUp() }
        }
        let text = answer(name, id: id, saga: saga, step: step, isUndo: message["phase"]?.string == "undo")
        memory[id] = text
        busy[id] = now.adding(microseconds: pace)
        return acts(text, id: id, name)
    }

    /// What follows on a cut.
    mutating func cut() -> [Act] {
        if hasOwnCable { return [Act(delay: 0, news: .uncut("not here"))] }
        wasCut += 1
        busy = [:]
        if vice == .forgetsOnceCut { memory = [:] }
        switch vice {
        case .staysAway: return []
        case .comesBackWithoutRegistration: return [Act(delay: 5_000, news: .misspoke("an event", Array("{}".utf8)))]
        default:
            return presence(false, after: 1_000) + [Act(delay: 300_000, news: .registered)]
                + presence(true, after: 301_000)
        }
    }

    private func presence(_ isOnline: Bool, after delay: Int64) -> [Act] {
        guard door == .mqtt, let flaw = isOnline ? online : will else { return [] }
        let presence = TrialPresence(isOnline: isOnline, flaw: flaw.isEmpty ? nil : flaw, text: [])
        return [Act(delay: delay, news: .presence(presence))]
    }

    private func forgets(_ id: String) -> Bool {
        switch vice {
        case .forgets: true
        case .forgetsUndo: id.hasSuffix("undo")
        case .answersCopiesOtherwise: count == 4
        default: false
        }
    }

    private mutating func answer(_ name: String, id: String, saga: String, step: Int64, isUndo: Bool) -> [UInt8] {
        var (saga, step, id) = (saga, step, id)
        let place = "\(saga).\(step)"
        if vice == .namesAnotherSaga { saga = "saga_0" }
        if vice == .namesAnotherStep { step += 1 }
        if vice == .namesAnotherCommand { id = "x" }
        if vice == .answersNonsense { return Array(#"{"type":"step.completed"}"#.utf8) }
        let isKnown = ["lift", "lower"].contains(name) || vice == .completesUnknownCommand && name != "jam"
        let hasFailed =
            !isKnown || vice == .fails || vice == .failsUndo && isUndo
            || vice == .failsUndoOfNothing && isUndo && !done.contains(place)
        if !isUndo { done.insert(place) }
        return JSONWriter.object { writer in
            writer.field("type", hasFailed ? "step.failed" : "step.completed")
            writer.field("saga_id", saga)
            writer.field("step_id", step)
            if echoes { writer.field("command_id", id) }
            if hasFailed {
                if givesReasons { writer.field("reason", "it cannot") }
            } else {
                writer.key("output")
                writer.openObject()
                writer.field("count", count)
                writer.closeObject()
            }
        }
    }

    private func acts(_ text: [UInt8], id: String, _ name: String) -> [Act] {
        var acts = [Self.said(text, after: pace)]
        if reportsWhatItDoes {
            acts.insert(Self.said(Array(#"{"type":"event","event_type":"\#(name).done"}"#.utf8), after: pace), at: 0)
        }
        if progresses {
            acts += stride(from: 5_000_000, to: pace, by: 5_000_000).map { Self.said(Self.progress(text), after: $0) }
        }
        switch vice {
        case .answersTwice: acts.append(Self.said(text, after: pace + 100_000))
        case .answersTwiceLate: if count == 1 { acts.append(Self.said(text, after: pace + 800_000)) }
        case .answersByItself: if count == 3 { acts.append(contentsOf: Self.ghost) }
        case .goesOnForEver: return (1...200).map { Self.said(Self.progress(text), after: $0 * 1_000_000) }
        case .usesAnEventIDTwice:
            let event = #"{"type":"event","event_type":"gust","payload":\#(count),"event_id":"one"}"#
            acts.append(Self.said(Array(event.utf8), after: pace))
        case .saysNonsense: if count == 3 { acts.append(Self.said(Array("hello".utf8), after: pace + 1_000)) }
        case .connectsTwice: if count == 3 { return [Act(delay: pace, news: .registered)] }
        default: break
        }
        return acts
    }

    /// The answer to a copy of what it is still at.
    private func copy(_ answer: [UInt8]) -> [Act] {
        guard vice != .answersCopiesLateAndOtherwise else {
            let text = String(decoding: answer, as: UTF8.self).replacing(/"count":\d+/, with: #""count":0"#)
            return [Self.said(Array(text.utf8), after: 2_000_000)]
        }
        guard let copyPace else { return [] }
        let progress = progresses ? stride(from: 400_000, to: copyPace, by: 400_000) : stride(from: 0, to: 0, by: 1)
        return progress.map { Self.said(Self.progress(answer), after: $0) } + [Self.said(answer, after: copyPace)]
    }

    private func hangUp() -> [Act] {
        [Act(delay: 1_000, news: .left(reason: "gone")), Act(delay: 400_000, news: .registered)]
    }

    private static let ghost = [
        said(Array(#"{"type":"step.completed","saga_id":"saga_999","step_id":0}"#.utf8), after: 20_000)
    ]

    private static func progress(_ answer: [UInt8]) -> [UInt8] {
        let text = String(decoding: answer, as: UTF8.self)
        return Array(text.replacing(/step\.(completed|failed)/, with: "step.progress").utf8)
    }

    private static func said(_ text: [UInt8], after delay: Int64) -> Act {
        do throws(Refusal) {
            return Act(delay: delay, news: .said(try SimulationMessage.read(text), text))
        } catch {
            return Act(delay: delay, news: .misspoke(error.message, text))
        }
    }
}
