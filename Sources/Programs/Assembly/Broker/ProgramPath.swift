import Glibc

/// Programs and people of the system.
enum ProgramPath {
    /// The full path of a program, looked for in PATH and where Debian keeps servers.
    static func find(_ name: String) -> String? {
        let path = ProcessEnvironment.variable("PATH") ?? ""
        let folders =
            path.split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin"]
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// The name of the user that we are.
    static var userName: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return "root" }
        return String(cString: name)
    }
}
