import ExerciseModel

/// What a saga wants to be looked at for, from its own state alone.
struct SagaAttention: Equatable, Sendable {
    /// Something follows whatever stands around it.
    var acts = false
    /// A step goes out for the first time, unless the exercise is paused.
    var begins = false
    /// A step goes out that a pause does not stop.
    var sends = false
    /// When time alone decides something; `never` when it never does.
    var deadline = WallInstant.never
    /// The simulations that its steps wait for.
    var awaits: [SimulationID] = []
}
