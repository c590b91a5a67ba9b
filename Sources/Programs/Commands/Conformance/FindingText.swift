import ExerciseModel

/// Findings as lines for whoever builds the simulation.
struct FindingText {
    let ink: Ink
    /// The columns of the terminal; `nil` where nothing is cut.
    let columns: Int?

    /// Where the text of a finding begins.
    private static let margin = 9
    /// Characters of a message that are shown.
    private static let most = 640

    /// One line for what is kept or skipped, with its notes; for what is broken, what was sent, what came, what is wrong
    /// with it and how to mend it.
    func lines(_ finding: Finding) -> [String] {
        switch finding.result {
        case .kept(let notes):
            return [head("ok", finding.check.title, ink.good)] + notes.flatMap { paragraph("", $0, ink.faint) }
        case .skipped(let reason):
            return paragraph("skipped", "\(finding.check.title): \(reason)", ink.faint, title: ink.faint)
        case .broken(let fault, let sent, let got):
            var lines = [head("FAILED", ink.bold(finding.check.title), ink.bad)]
            if let sent { lines += message("  sent", sent) }
            for text in got { lines += message("  got", text) }
            return lines + paragraph("  wrong", fault.sentence) + paragraph("  mend", finding.mend(fault), ink.good)
        }
    }

    /// The sum of all.
    static func summary(_ findings: [Finding], of simulation: SimulationID) -> String {
        let (kept, broken) = (findings.count(where: \.isKept), findings.count(where: \.isBroken))
        let verdict = broken == 0 ? "keeps the protocol" : "does not keep the protocol"
        return "\(simulation) \(verdict): \(kept) ok, \(broken) failed, \(findings.count - kept - broken) skipped"
    }

    private func head(_ word: String, _ title: String, _ tone: (String) -> String) -> String {
        tone(TerminalText.fit(word, to: Self.margin)) + title
    }

    /// Text in lines that are parted between words.
    private func paragraph(
        _ word: String, _ text: String, _ tone: (String) -> String = { $0 }, title: (String) -> String = { $0 }
    ) -> [String] {
        below(word, CellText.wrapped(text, cells: width), tone, title)
    }

    /// A message, parted wherever a line is full.
    private func message(_ word: String, _ text: [UInt8]) -> [String] {
        let shown = TerminalText.cut(TerminalText.plain(String(decoding: text, as: UTF8.self)), to: Self.most)
        guard let width else { return below(word, [shown], { $0 }, ink.faint) }
        var (lines, used) = ([""], 0)
        for character in shown {
            let cells = TerminalText.width(character)
            if used + cells > width { (lines, used) = (lines + [""], 0) }
            lines[lines.count - 1].append(character)
            used += cells
        }
        return below(word, lines, { $0 }, ink.faint)
    }

    private func below(
        _ word: String, _ lines: [String], _ tone: (String) -> String, _ title: (String) -> String
    ) -> [String] {
        lines.enumerated().map { index, line in
            title(TerminalText.fit(index == 0 ? word : "", to: Self.margin)) + tone(line)
        }
    }

    private var width: Int? { columns.map { max(20, $0 - Self.margin) } }
}
