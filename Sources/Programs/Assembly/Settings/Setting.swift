/// Every setting of `contract.md` 4 by its variable; the flag is the same in lower case with hyphens.
package enum Setting: String, CaseIterable, Sendable {
    case brokerHost = "MQTT_BROKER_HOST"
    case brokerPort = "MQTT_BROKER_PORT"
    case qos = "MQTT_QOS_LEVEL"
    case mqttProtocol = "MQTT_PROTOCOL"
    case username = "MQTT_USERNAME"
    case passwordFile = "MQTT_PASSWORD_FILE"
    case caFile = "MQTT_CA_FILE"
    case certFile = "MQTT_CERT_FILE"
    case keyFile = "MQTT_KEY_FILE"
    case maxDuration = "MAX_EXERCISE_DURATION"
    case maxTeams = "MAX_TEAMS_PER_EXERCISE"
    case maxInjects = "MAX_INJECTS_PER_TIMELINE"
    case precision = "TIMER_PRECISION_MS"
    case deliveryTimeout = "DELIVERY_TIMEOUT_MS"
    case retryDelay = "RETRY_DELAY_SECONDS"
    case retries = "MAX_RETRY_ATTEMPTS"
    case mediaStorage = "MEDIA_STORAGE_PATH"
    case timelineStorage = "TIMELINE_STORAGE_PATH"
    case host = "HOST"
    case port = "PORT"
    case insecure = "INSECURE"
    case allowedHosts = "ALLOWED_HOSTS"
    case scenarioFile = "SCENARIO_FILE"
    case standardExercise = "DEFAULT_EXERCISE"
    case instance = "INSTANCE_ID"
    case database = "DATABASE_URL"
    case logLevel = "LOG_LEVEL"
    case logFormat = "LOG_FORMAT"

    /// The flag's name without its hyphens: `mqtt-broker-host`.
    package var flag: String { rawValue.lowercased().replacing("_", with: "-") }
}

/// A setting that cannot be used, and how it should be.
package struct SettingFault: Error, Equatable, Sendable, CustomStringConvertible {
    package var setting: Setting
    package var sentence: String

    package init(_ setting: Setting, _ sentence: String) {
        self.setting = setting
        self.sentence = sentence
    }

    package var description: String { "\(setting.rawValue) (--\(setting.flag)): \(sentence)" }
}
