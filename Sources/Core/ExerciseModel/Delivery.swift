/// An inject on its way to a team: a publish whose outcome must be known.
package struct Delivery: Equatable, Sendable {
    package var token: DeliveryToken
    package var topic: String
    package var payload: [UInt8]
    /// 0, 1 or 2.
    package var qos: UInt8
    /// Microseconds without an answer before the attempt counts as unanswered.
    package var timeout: Int64
    /// Whether nothing else may be in flight with it: it is suspected of making the broker hang up.
    package var alone: Bool

    package init(
        token: DeliveryToken, topic: String, payload: [UInt8], qos: UInt8, timeout: Int64, alone: Bool = false
    ) {
        self.token = token
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.timeout = timeout
        self.alone = alone
    }
}

/// Names one attempt to hand one inject to one team.
package struct DeliveryToken: Hashable, Sendable {
    package var exercise: ExerciseID
    package var team: TeamID
    /// The number of the inject in the team's feed.
    package var seq: Int64
    /// 1 for the first attempt.
    package var attempt: Int
    /// Which handing over of this attempt it is: an attempt goes out again after the link was lost.
    package var handing: Int

    package init(exercise: ExerciseID, team: TeamID, seq: Int64, attempt: Int, handing: Int) {
        self.exercise = exercise
        self.team = team
        self.seq = seq
        self.attempt = attempt
        self.handing = handing
    }
}

/// What became of one attempt.
package enum DeliveryOutcome: Equatable, Sendable {
    /// PUBACK (QoS 2: PUBCOMP) with success. `verified` is false at QoS 0 and under MQTT 3.1.1, where it proves less.
    case acknowledged(verified: Bool)
    /// PUBACK 0x10: nobody is subscribed.
    case unheard
    /// Refused with a reason code of MQTT 5 of 0x80 and above, or by the client library before it was sent.
    case refused(code: UInt8, reason: String)
    /// No answer within the time limit while other messages were answered.
    case unanswered
}
