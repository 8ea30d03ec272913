import Core

extension DealRecord {
    /// Takes what a report says of the result.
    mutating func take(_ report: ExecutionReport) {
        result = report.result
        exitCode = report.output?.exitCode ?? 0
        fuel = report.usage.fuel
        pageFuel = DealWork.pageFuel(report.usage)
    }

    /// Whether a report says the same as the one that was taken.
    func isResult(of report: ExecutionReport) -> Bool {
        var other = self
        other.take(report)
        return other == self
    }
}
