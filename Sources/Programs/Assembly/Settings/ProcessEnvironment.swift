import Glibc

/// What the process was started with.
package enum ProcessEnvironment {
    /// The environment variables that are settings.
    package static func settings() -> [String: String] {
        var values: [String: String] = [:]
        for setting in Setting.allCases {
            if let word = variable(setting.rawValue) { values[setting.rawValue] = word }
        }
        return values
    }

    /// One variable, or `nil`.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The settings of `.env` in the current folder, if there is one.
    package static func dotenv() -> [String: String] {
        guard let text = TextFile.read(".env") else { return [:] }
        return Dotenv.parse(text)
    }

    /// The first label of the host's name, other characters as `-`.
    package static func hostLabel() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "whitecell" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let label = name.prefix { $0 != "." }.map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber || character == "_") ? character : "-"
        }
        let trimmed = String(label.drop { $0 == "-" || $0 == "_" }.prefix(40))
        return trimmed.isEmpty ? "whitecell" : trimmed
    }

    /// The kernel's name for this start of the machine.
    package static func bootID() -> String {
        TextFile.read("/proc/sys/kernel/random/boot_id")?.filter { !$0.isNewline } ?? "unknown"
    }
}
