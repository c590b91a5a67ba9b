import Glibc

/// Where a bench finds the broker, the programs it measures and room on the disk; `run.sh` says so in the environment.
struct Workplace {
    let brokerPort: UInt16
    /// The broker's process, for its share of the work; `nil` when nobody said.
    let brokerProcess: pid_t?
    let reference: String
    let scratch: String
    /// The daemon's program, built beside this one.
    let whitecell: String
    /// Whether only to see that it runs.
    let isShort: Bool

    init(isShort: Bool) throws(BenchFault) {
        guard let port = Self.variable("BENCH_BROKER_PORT").flatMap(UInt16.init),
            let reference = Self.variable("BENCH_REFERENCE"), let scratch = Self.variable("BENCH_SCRATCH")
        else { throw BenchFault("needs BENCH_BROKER_PORT, BENCH_REFERENCE and BENCH_SCRATCH: run Benchmarks/run.sh") }
        brokerPort = port
        brokerProcess = Self.variable("BENCH_BROKER_PID").flatMap(pid_t.init)
        self.reference = try Self.absolute(reference)
        self.scratch = try Self.absolute(scratch)
        let own = try Self.absolute("/proc/self/exe")
        whitecell = own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/whitecell"
        self.isShort = isShort
    }

    /// A folder of this name, made if it is not there.
    func folder(_ name: String) -> String {
        let path = "\(scratch)/\(name)"
        mkdir(path, 0o755)
        return path
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func absolute(_ path: String) throws(BenchFault) -> String {
        guard let found = realpath(path, nil) else {
            throw BenchFault("\(path): \(String(cString: strerror(errno)))")
        }
        defer { free(found) }
        return String(cString: found)
    }
}
