import Assembly
import Testing

@Suite struct DotenvTests {
    @Test(arguments: [
        ("A=1", ["A": "1"]), ("A = 1 ", ["A": "1"]), ("export A=1", ["A": "1"]), ("  \tA=1", ["A": "1"]),
        ("A=\"1 2\"", ["A": "1 2"]), ("A='#1'", ["A": "#1"]), ("A=1 # one", ["A": "1"]), ("A=1#one", ["A": "1#one"]),
        ("A=", ["A": ""]), ("A=b=c", ["A": "b=c"]), ("# A=1", [:]), ("", [:]), ("A", [:]),
        ("A=1\r\nB=2", ["A": "1", "B": "2"]),
        ("A=1\nA=2", ["A": "2"]), ("A=\"open", ["A": "\"open"]),
    ])
    func `a line is a name and a value`(_ text: String, _ values: [String: String]) {
        #expect(Dotenv.parse(text) == values)
    }
}
