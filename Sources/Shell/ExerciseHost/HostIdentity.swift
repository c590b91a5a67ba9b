package import ExerciseModel

/// Who this daemon is.
package struct HostIdentity: Equatable, Sendable {
    package var instance: InstanceID
    package var version: String
    /// The kernel's name for this start of the machine.
    package var bootID: String
    /// Where a simulation belongs that names no exercise.
    package var standardExercise: ExerciseID

    package init(
        instance: InstanceID, version: String, bootID: String,
        standardExercise: ExerciseID = ExerciseID(trusted: "default")
    ) {
        self.instance = instance
        self.version = version
        self.bootID = bootID
        self.standardExercise = standardExercise
    }
}
