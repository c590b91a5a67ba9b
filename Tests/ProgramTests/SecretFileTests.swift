import FoundationEssentials
import Testing

@testable import Assembly

@Suite struct SecretFileTests {
    @Test(arguments: [("secret\n", "secret"), ("secret", "secret"), ("one\r\ntwo", "one"), (" a b ", " a b ")])
    func `a secret is the first line of its file`(_ text: String, _ secret: String) throws {
        let scratch = try Scratch()

        #expect(try SecretFile.read(scratch.file("secret", text), for: .passwordFile) == secret)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601] as [UInt32])
    func `a file that others may touch is refused with the mend`(_ mode: UInt32) throws {
        let scratch = try Scratch()
        let path = try scratch.file("secret", "secret", mode: mode)

        let fault = #expect(throws: SettingFault.self) { try SecretFile.read(path, for: .passwordFile) }

        #expect(fault == SettingFault(.passwordFile, "\(path) can be read by others: chmod 600 \(path)"))
    }

    @Test func `what is no file, is not there or is empty is named`() throws {
        let scratch = try Scratch()
        let empty = try scratch.file("empty", "\n")
        let nowhere = scratch.path("nowhere")
        let faults = [scratch.folder.path, nowhere, empty].map { path in
            #expect(throws: SettingFault.self) { try SecretFile.read(path, for: .passwordFile) }?.sentence
        }

        #expect(
            faults == [
                "\(scratch.folder.path) is no file", "\(nowhere) cannot be read: No such file or directory",
                "\(empty) is empty",
            ])
    }
}
