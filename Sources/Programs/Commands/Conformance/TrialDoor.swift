/// How a trial speaks with the simulation. All of it is called on one thread.
protocol TrialDoor: AnyObject {
    /// Where a simulation is to connect.
    var place: String { get }
    /// What has happened since; throws when nothing more can be heard.
    func take() throws -> [ConformanceTrial.News]
    /// Says something; without a connection it is lost.
    func say(_ saying: TrialSaying, _ message: [UInt8])
    /// Cuts the connection without a goodbye; gives the reason why it cannot.
    func cut() -> String?
    /// Takes leave.
    func stop()
}
