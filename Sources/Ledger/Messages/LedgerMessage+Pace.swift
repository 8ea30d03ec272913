import Settlement

extension LedgerMessage {
    /// Whether it costs its account nothing and no deal bounds how often it can be sent.
    package var isFree: Bool {
        switch self {
        case .deal(let message):
            switch message {
            case .withdraw, .stake, .unstake, .setExiting, .assign: true
            // A deposit is the operator's; the others are bounded by the deal, whose post has paid.
            case .deposit, .post, .cancel, .decline, .commit, .decide, .verdict, .reportLeak, .reveal: false
            }
        case .allow, .draw, .giveBack, .recall: true
        case .faucet, .params: false
        }
    }
}
