import Glibc

/// The processor time of a process.
enum Processor {
    /// Microseconds that all threads of the process have run; 0 for none.
    static func time(of pid: pid_t?) -> Double {
        guard let pid, let folder = opendir("/proc/\(pid)/task") else { return 0 }
        defer { closedir(folder) }
        var sum = 0.0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            // The first word of schedstat is the time on a processor in nanoseconds.
            let text = WholeFile.text("/proc/\(pid)/task/\(name)/schedstat")
            sum += text.split(separator: " ").first.flatMap { Double($0) } ?? 0
        }
        return sum / 1_000
    }
}
