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

/// A publish whose outcome nobody waits for.
package struct Publication: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: UInt8
    package var retain: Bool
    /// Seconds after which a broker drops it (MQTT 5 only); `nil` for never.
    package var expiry: UInt32?
    /// Whether a newer one on the same topic takes its place while it waits to be sent.
    package var replaceable: Bool
    /// Correlation data of the message that this answers (MQTT 5 only).
    package var correlation: [UInt8]?

    package init(
        topic: String, payload: [UInt8], qos: UInt8, retain: Bool = false, expiry: UInt32? = nil,
        replaceable: Bool = false, correlation: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.expiry = expiry
        self.replaceable = replaceable
        self.correlation = correlation
    }
}

/// A message that came from the broker.
package struct HeardMessage: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    /// The retain flag as the publisher set it (MQTT 5, retain as published), else as the broker sent it.
    package var retained: Bool
    package var responseTopic: String?
    package var correlation: [UInt8]?

    package init(
        topic: String, payload: [UInt8], retained: Bool = false, responseTopic: String? = nil,
        correlation: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.retained = retained
        self.responseTopic = responseTopic
        self.correlation = correlation
    }
}
