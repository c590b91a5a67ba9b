/// What an operator may have done with a saga, and why.
package enum SagaOrder: Equatable, Sendable {
    /// The undo that failed, or the step that waits, is tried at once, its attempts counted anew.
    case retry(reason: String)
    /// The undo that failed is left out, or the step that waits is passed over and the saga goes on.
    case skip(reason: String)
    /// Nothing new is done; what is under way settles, and what was done is undone.
    case cancel(reason: String)
    /// It ends as it stands, and lets go of its simulations.
    case abandon(reason: String)
}
