import ExerciseModel

/// What became of a command.
struct Outcome: Equatable {
    var id: String?
    /// The status of the exercise, or the code of the refusal.
    var word: String
    var isAccepted: Bool
    var message: String?

    /// `nil` for what is no outcome.
    init?(_ payload: [UInt8]) {
        guard let object = try? JSONObject(payload[...], caps: .trusted), let isAccepted = object["accepted"]?.bool
        else { return nil }
        id = object["id"]?.string
        self.isAccepted = isAccepted
        let error = object["error"]?.object
        word = (isAccepted ? object["status"]?.string : error?["code"]?.string) ?? ""
        message = error?["message"]?.string
    }
}
