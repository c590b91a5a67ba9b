/// What a trial says to a simulation, by which its topic is chosen over MQTT.
enum TrialSaying: Equatable { case registered, accepted, command, error }
