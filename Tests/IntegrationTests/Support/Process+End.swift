import Foundation

extension Process {
    /// Runs it; its status, and all that it wrote to either stream.
    func toItsEnd() throws -> (status: Int32, output: String) {
        let pipe = Pipe()
        standardOutput = pipe
        standardError = pipe
        try run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        waitUntilExit()
        return (terminationStatus, output)
    }
}
