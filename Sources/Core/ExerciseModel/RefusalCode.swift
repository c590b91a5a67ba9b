/// Why a command was refused (`contract.md` 1, Result).
package enum RefusalCode: String, CaseIterable, Sendable {
    case invalidJSON = "invalid_json"
    case invalidCommand = "invalid_command"
    case unknownCommand = "unknown_command"
    case unknownExercise = "unknown_exercise"
    case unknownInject = "unknown_inject"
    case unknownTeam = "unknown_team"
    case unknownFailure = "unknown_failure"
    case unknownSaga = "unknown_saga"
    case unknownSimulation = "unknown_simulation"
    case unknownApproval = "unknown_approval"
    case invalidTransition = "invalid_transition"
    case retainedCommand = "retained_command"
    case conflict
    case tooLarge = "too_large"
    case rateLimited = "rate_limited"
    case overloaded
    case storeUnavailable = "store_unavailable"
}
