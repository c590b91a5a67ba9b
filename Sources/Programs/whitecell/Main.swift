import Commands
import Glibc

@main
struct Main {
    static func main() {
        exit(WhiteCell.main(arguments: Array(CommandLine.arguments.dropFirst())))
    }
}
