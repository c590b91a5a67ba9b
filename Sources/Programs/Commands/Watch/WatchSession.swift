import ExerciseHost
import ExerciseModel
import Glibc
import MQTTGateway

/// The life of the view: what is heard, what keys and signals say, and a screen that follows.
final class WatchSession {
    /// Microseconds between two frames, and at most between two looks at the clock.
    private static let frame: Int64 = 40_000
    private static let look: Int64 = 250_000

    private let listener: ExerciseListener
    private let signals: Signals
    private let terminal = Terminal()
    private var keys = KeyReader()
    private var desk: WatchDesk
    private var lastFrame = WallInstant(microseconds: 0)
    private var isOver = false

    /// Prepares; the signals must have been taken before the listener was started.
    init(_ listener: ExerciseListener, by: String?, signals: Signals) {
        (self.listener, self.signals) = (listener, signals)
        desk = WatchDesk(by: by)
    }

    /// Watches until somebody quits or a signal ends it.
    func run() throws {
        let poller = listener.poller
        poller.watch(signals.descriptor, writing: false)
        if terminal.hasKeys { poller.watch(STDIN_FILENO, writing: false) }
        terminal.enter()
        defer { terminal.leave() }
        while !isOver {
            draw()
            _ = poller.wait(atMost: WatchSession.look)
            if terminal.hasKeys, poller.isReady(STDIN_FILENO) { try takeKeys() }
            while let signal = signals.take() { try take(signal) }
            rest()
            let now = SystemClock.now()
            for report in listener.take(at: now) {
                guard case .heard(let message) = report, message.topic == Topic.result(listener.picture.exercise) else {
                    continue
                }
                desk.hear(result: message.payload)
            }
            desk.look(at: now)
        }
    }

    private func draw() {
        let now = SystemClock.now()
        terminal.draw(WatchText.screen(listener.picture, desk, on: terminal.size, at: now))
        lastFrame = now.wall
    }

    /// Messages that come in a burst share a frame.
    private func rest() {
        let left = lastFrame.microseconds + WatchSession.frame - SystemClock.wall().microseconds
        if left > 0 { poll(nil, 0, Int32(left / 1_000 + 1)) }
    }

    private func takeKeys() throws {
        guard let bytes = terminal.read() else { throw Failure(signal: SIGHUP) }
        for key in keys.keys(bytes) {
            let id = "watch-\(String(UInt64.random(in: .min ... .max), radix: 16))"
            for deed in desk.press(key, listener.picture, id: id, at: SystemClock.now()) { carryOut(deed) }
        }
    }

    private func carryOut(_ deed: WatchDesk.Deed) {
        switch deed {
        case .publish(let payload): listener.publish(command: payload)
        case .quit: isOver = true
        case .redraw: terminal.forget()
        }
    }

    private func take(_ signal: Int32) throws {
        switch signal {
        case SIGWINCH: terminal.forget()
        case SIGTSTP:
            terminal.leave()
            kill(getpid(), SIGSTOP)
            terminal.enter()
        case SIGCONT: terminal.enter()
        default: throw Failure(signal: signal)
        }
    }
}
