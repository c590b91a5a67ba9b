import CFuzzer
import Glibc

/// `fuzz TARGET [libFuzzer's options] [CORPUS…]`: throws bytes at one reader until it traps, or the time is over.
///
/// SwiftPM makes a program's `main` an alias of this name.
@_cdecl("fuzz_main")
public func fuzzMain(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    guard count > 1, let words, let name = words[1], let target = FuzzTarget(rawValue: String(cString: name)) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        puts("usage: fuzz TARGET [-max_total_time=SECONDS] [CORPUS]\ntargets: \(known)")
        return 2
    }
    chosen = target
    // libFuzzer takes the first word for the program's name.
    var rest = count - 1
    var remaining: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = words + 1
    return LLVMFuzzerRunDriver(&rest, &remaining) { data, size in
        chosen.test(UnsafeBufferPointer(start: data, count: size))
        return 0
    }
}

nonisolated(unsafe) private var chosen = FuzzTarget.control
