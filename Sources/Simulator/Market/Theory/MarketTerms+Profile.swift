package import Settlement

extension MarketTerms {
    /// The terms of a profile.
    package init(_ profile: MarketProfile) {
        self.init()
        nFirst = Int(profile.nFirst)
        nMax = Int(profile.nMax)
    }
}
