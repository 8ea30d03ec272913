/// A plot as an SVG image of its own, readable on light and dark pages.
package struct PlotFile: Sendable {
    /// The name of the file.
    package var name: String
    /// What to know beside the title, a line each.
    var notes: [String]
    var plot: LinePlot

    /// The image: white behind everything, no script, nothing from elsewhere.
    package var svg: String {
        let title = PlotText.escaped(plot.title)
        let head = 52 + 18 * notes.count
        let height = Int(LinePlot.height) + head
        let lines = notes.enumerated().map { index, note in
            "<text class=\"axis\" x=\"20\" y=\"\(50 + 18 * index)\">\(PlotText.escaped(note))</text>"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(LinePlot.width))" height="\(height)" \
            viewBox="0 0 \(Int(LinePlot.width)) \(height)" role="img" aria-label="\(title)">
            <title>\(title)</title><desc>\(PlotText.escaped(plot.summary))</desc>
            <style>\(Self.style)</style>
            <rect width="100%" height="100%" fill="#fff"/>
            <text class="title" x="20" y="28">\(title)</text>
            \(lines.joined(separator: "\n"))
            <g transform="translate(0 \(head))">
            \(plot.body)
            </g>
            </svg>

            """
    }

    private static let style = """
        svg{font:12px system-ui,sans-serif}text{fill:#1c2430}.title{font-size:16px;font-weight:600}
        .tick,.axis{fill:#5b6675}.grid{stroke:#dde3ea}.zero{stroke:#1c2430}
        .mark{stroke:#5b6675}.curve{fill:none;stroke-width:2.25}.dashed{stroke-dasharray:5 4}.bar{stroke-width:1.25}
        .dot{fill:#fff;stroke-width:2}.c0{stroke:#1f5fa8}.c1{stroke:#b3402a}.c2{stroke:#22784a}.c3{stroke:#7a4a9e}
        .c4{stroke:#8a6a10}.c5{stroke:#0d7680}
        """
}
