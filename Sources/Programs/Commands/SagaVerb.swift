import ArgumentParser

/// `whitecell saga list|show|retry|skip|cancel|abandon`.
struct SagaVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saga",
        abstract: "Show what rules have made simulations do, and decide on what is stuck.",
        discussion: """
            list and show read the store, finished sagas of the current runs included; the others are control \
            commands to a running daemon.

            whitecell saga list harbour-ransomware
            whitecell saga show harbour-ransomware saga_128
            whitecell saga skip harbour-ransomware saga_128 "done by hand on the quay"
            """,
        subcommands: [
            SagaListVerb.self, SagaShowVerb.self, SagaRetryVerb.self, SagaSkipVerb.self, SagaCancelVerb.self,
            SagaAbandonVerb.self,
        ])
}
