/// The words given for each setting: a flag beats an environment variable beats `.env` beats the default.
package struct SettingValues: Equatable, Sendable {
    private var words: [Setting: String] = [:]

    package init() {}

    /// Gathers flags, the environment and the lines of a `.env` file.
    package init(flags: [Setting: String], environment: [String: String], dotenv: [String: String]) {
        for setting in Setting.allCases {
            words[setting] = flags[setting] ?? environment[setting.rawValue] ?? dotenv[setting.rawValue]
        }
    }

    /// The word for a setting; `nil` for none and for an empty one.
    package subscript(_ setting: Setting) -> String? {
        words[setting].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole number in a range.
    func integer(_ setting: Setting, in range: ClosedRange<Int64>) throws(SettingFault) -> Int64? {
        guard let word = self[setting] else { return nil }
        guard let number = Int64(word), range.contains(number) else {
            throw SettingFault(
                setting, "'\(word)' is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `true` or `false`, or `1` or `0`.
    func flag(_ setting: Setting) throws(SettingFault) -> Bool? {
        try choice(setting, of: ["true", "false", "1", "0"]).map { $0 == "true" || $0 == "1" }
    }

    /// One of a few words.
    func choice(_ setting: Setting, of words: [String]) throws(SettingFault) -> String? {
        guard let word = self[setting] else { return nil }
        guard words.contains(word) else {
            throw SettingFault(setting, "'\(word)' is none of \(words.joined(separator: ", "))")
        }
        return word
    }
}

/// `.env` files: `NAME=value` a line, `#` for comments, quotes around a value taken off.
package enum Dotenv {
    /// The settings in a text; lines of another form are passed over.
    package static func parse(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var line = Substring(line.drop { $0 == " " || $0 == "\t" })
            if line.hasPrefix("export ") { line = line.dropFirst(7) }
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<equals].filter { $0 != " " })
            values[name] = value(line[line.index(after: equals)...])
        }
        return values
    }

    private static func value(_ text: Substring) -> String {
        let trimmed = text.drop { $0 == " " }
        if let quote = trimmed.first, quote == "\"" || quote == "'",
            let end = trimmed.dropFirst().firstIndex(of: quote)
        {
            return String(trimmed.dropFirst()[..<end])
        }
        let bare = trimmed.range(of: " #").map { trimmed[..<$0.lowerBound] } ?? trimmed
        return String(bare.reversed().drop { $0 == " " }.reversed())
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
