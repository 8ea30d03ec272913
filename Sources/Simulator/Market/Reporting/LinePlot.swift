/// Curves over two axes as an SVG image.
struct LinePlot: Sendable {
    /// A measured point with its standard error.
    struct Dot: Sendable {
        var x: Double
        var y: Double
        var error = 0.0
    }

    struct Curve: Sendable {
        var name: String
        var points: [(x: Double, y: Double)]
        var isDashed = false
        /// What was measured; nil when the points themselves were.
        var dots: [Dot]?
    }

    /// A vertical line with a text above it.
    struct Mark: Sendable {
        var x: Double
        var text: String
    }

    var title: String
    var summary: String
    var xTitle: String
    var yTitle: String
    var x: PlotAxis
    var y: PlotAxis
    var curves: [Curve]
    var marks: [Mark] = []
    var xLabel: @Sendable (Double) -> String
    var yLabel: @Sendable (Double) -> String

    static let width = 760.0
    static let height = 360.0
    static let left = 76.0
    static let right = 580.0
    static let top = 16.0
    static let bottom = 306.0

    /// The image as a part of a page, which has the style.
    var svg: String {
        """
        <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
        aria-label="\(PlotText.escaped(title))">
        <title>\(PlotText.escaped(title))</title><desc>\(PlotText.escaped(summary))</desc>
        \(body)
        </svg>
        """
    }

    /// Axes, curves and legend.
    var body: String {
        let number = PlotText.point
        var text = ""
        for tick in y.ticks {
            let place = number(y.place(tick))
            let kind = tick == 0 && y.low < 0 ? "zero" : "grid"
            text += "<line class=\"\(kind)\" x1=\"\(Self.left)\" x2=\"\(Self.right)\" y1=\"\(place)\" y2=\"\(place)\"/>"
            text += "<text class=\"tick\" text-anchor=\"end\" x=\"\(Self.left - 8)\" y=\"\(place)\" dy=\"4\">"
            text += PlotText.escaped(yLabel(tick)) + "</text>\n"
        }
        for tick in x.ticks {
            let place = number(x.place(tick))
            text += "<line class=\"grid\" y1=\"\(Self.top)\" y2=\"\(Self.bottom)\" x1=\"\(place)\" x2=\"\(place)\"/>"
            text += "<text class=\"tick\" text-anchor=\"middle\" x=\"\(place)\" y=\"\(Self.bottom + 18)\">"
            text += PlotText.escaped(xLabel(tick)) + "</text>\n"
        }
        for mark in marks { text += drawn(mark) }
        for (index, curve) in curves.enumerated() { text += drawn(curve, index) }
        text += """
            <text class="axis" text-anchor="middle" x="\((Self.left + Self.right) / 2)" y="\(Self.height - 14)">\
            \(PlotText.escaped(xTitle))</text>
            <text class="axis" text-anchor="middle" transform="translate(18 \((Self.top + Self.bottom) / 2)) \
            rotate(-90)">\(PlotText.escaped(yTitle))</text>
            """
        return text
    }

    private func drawn(_ mark: Mark) -> String {
        let place = x.place(mark.x)
        let anchor = place < Self.left + 60 ? "start" : "middle"
        let text = PlotText.escaped(mark.text)
        let number = PlotText.point(place)
        return
            "<line class=\"mark dashed\" x1=\"\(number)\" x2=\"\(number)\" y1=\"\(Self.top)\" y2=\"\(Self.bottom)\"/>"
            + "<text class=\"key\" text-anchor=\"\(anchor)\" x=\"\(number)\" y=\"\(Self.top - 5)\">\(text)</text>\n"
    }

    private func drawn(_ curve: Curve, _ index: Int) -> String {
        let number = PlotText.point
        let colour = "c\(index % 6)"
        let dash = curve.isDashed ? " dashed" : ""
        let path = curve.points.map { number(x.place($0.x)) + "," + number(y.place($0.y)) }.joined(separator: " ")
        var text = "<polyline class=\"curve \(colour)\(dash)\" points=\"\(path)\"/>"
        for dot in curve.dots ?? curve.points.map({ Dot(x: $0.x, y: $0.y) }) {
            let place = number(x.place(dot.x))
            if dot.error > 0 {
                let (low, high) = (number(y.place(dot.y - 2 * dot.error)), number(y.place(dot.y + 2 * dot.error)))
                text += "<line class=\"bar \(colour)\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(low)\" y2=\"\(high)\"/>"
            }
            let label = "\(curve.name): \(xLabel(dot.x)), \(yLabel(dot.y))"
            text += "<circle class=\"dot \(colour)\" cx=\"\(place)\" cy=\"\(number(y.place(dot.y)))\" r=\"3.5\">"
            text += "<title>\(PlotText.escaped(label))</title></circle>"
        }
        let line = Self.top + 14 + 22 * Double(index)
        let left = Self.right + 18
        text +=
            "<line class=\"curve \(colour)\(dash)\" x1=\"\(left)\" x2=\"\(left + 22)\" y1=\"\(line)\" y2=\"\(line)\"/>"
        text += "<text class=\"key\" x=\"\(left + 30)\" y=\"\(line + 4)\">\(PlotText.escaped(curve.name))</text>\n"
        return text
    }
}
