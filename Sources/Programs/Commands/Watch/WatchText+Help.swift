extension WatchText {
    /// What the keys do.
    var help: [StyledLine] {
        let keys = [
            ("space, p", "pause; resume; start, when it has not begun"),
            ("n", "send the next inject now, to the teams that would get it"),
            ("1 … 9", "press the button of that row of what waits"),
            ("h", "hold everything that is not sent yet, for a reason"),
            ("r", "release everything that is held"),
            ("ctrl-L", "draw anew"), ("?", "this"), ("q", "quit; the exercise goes on"),
        ]
        var lines = [StyledLine(" \(picture.exercise): keys", .strong), StyledLine()]
        for (key, does) in keys {
            var line = StyledLine("  " + TerminalText.fit(key, to: 10), .strong)
            line.append(does)
            lines.append(line)
        }
        lines.append(StyledLine())
        for text in [
            "Start, n, r and the numbers first tell what would be done, and ask; it is",
            "done just so, or refused if anything has changed meanwhile.",
            "● a client of the team is there, ○ there is none.",
            "Everything else: whitecell control \(picture.exercise) …",
        ] { lines.append(StyledLine("  " + text, .quiet)) }
        return lines + [StyledLine(), StyledLine("  any key goes back", .quiet)]
    }
}
