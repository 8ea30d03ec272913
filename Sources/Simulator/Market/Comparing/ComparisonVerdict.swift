/// Whether all figures of several runs together look like those of the reference.
///
/// Of hundreds of figures some lie far off by chance. Holm's procedure bounds the chance that any is called a
/// difference though none is, whatever the figures have to do with each other.
package struct ComparisonVerdict: Hashable, Sendable {
    /// One figure with the run that it is from.
    package struct Entry: Hashable, Sendable {
        package var scenario: String
        package var figure: ComparedFigure
        /// The smallest level at which the procedure would call it a difference.
        package var adjusted: Double
    }

    /// The chance that is taken of calling chance a difference.
    package static let level = 0.01

    /// All figures, the least likely first.
    package private(set) var entries: [Entry] = []

    /// The figures that chance does not explain.
    package var misses: [Entry] { entries.filter { $0.adjusted < Self.level } }

    /// Judges the figures of these comparisons as one family.
    package init(_ comparisons: [MarketComparison]) {
        for comparison in comparisons {
            for figure in comparison.figures {
                entries.append(Entry(scenario: comparison.scenario, figure: figure, adjusted: figure.chance))
            }
        }
        entries.sort {
            ($0.figure.chance, -$0.figure.distance, $0.scenario, $0.figure.name)
                < ($1.figure.chance, -$1.figure.distance, $1.scenario, $1.figure.name)
        }
        var largest = 0.0
        for index in entries.indices {
            largest = max(largest, min(1, entries[index].figure.chance * Double(entries.count - index)))
            entries[index].adjusted = largest
        }
    }
}
