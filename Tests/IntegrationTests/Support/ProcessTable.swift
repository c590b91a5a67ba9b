import Foundation
import Glibc

/// What the kernel says of other processes.
enum ProcessTable {
    /// The children of a process that bear this name and live.
    static func children(of parent: pid_t, named name: String) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap(pid_t.init).filter { pid in
            guard let status = status(of: pid) else { return false }
            return status.parent == parent && status.name == name && status.state != "Z"
        }
    }

    /// Whether a process lives; a zombie does not.
    static func isAlive(_ pid: pid_t) -> Bool { status(of: pid).map { $0.state != "Z" && $0.state != "X" } ?? false }

    /// How many descriptors a process holds open, and how much memory it has in use.
    static func use(of pid: pid_t) -> (descriptors: Int, residentKiB: Int) {
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd"))?.count ?? 0
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (descriptors, Int(line.filter(\.isNumber)) ?? 0)
    }

    private static func status(of pid: pid_t) -> (name: String, state: String, parent: pid_t)? {
        // `17 (name) S 1 …`; the name may hold anything.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
        else { return nil }
        let rest = text[text.index(after: close)...].split(separator: " ")
        guard rest.count > 2, let parent = pid_t(rest[1]) else { return nil }
        return (String(text[text.index(after: open)..<close]), String(rest[0]), parent)
    }
}
