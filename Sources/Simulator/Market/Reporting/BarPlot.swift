/// Bars to both sides of zero as an SVG image.
struct BarPlot: Sendable {
    struct Bar: Sendable {
        var name: String
        var value: Double
        var error: Double
        var mark: Double?
    }

    var title: String
    var summary: String
    var axis: PlotAxis
    var bars: [Bar]

    static let width = 760.0
    static let row = 24.0
    static let left = 300.0
    static let right = 690.0

    var svg: String {
        let number = PlotText.point
        let height = Self.row * Double(bars.count) + 40
        let bottom = height - 28
        let zero = axis.place(0)
        var text = """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(height))" role="img" aria-label="\(PlotText.escaped(title))">
            <title>\(PlotText.escaped(title))</title><desc>\(PlotText.escaped(summary))</desc>

            """
        for tick in axis.ticks {
            let place = number(axis.place(tick))
            text += "<line class=\"grid\" x1=\"\(place)\" x2=\"\(place)\" y1=\"4\" y2=\"\(bottom)\"/>"
            text += "<text class=\"tick\" text-anchor=\"middle\" x=\"\(place)\" y=\"\(bottom + 18)\">"
            text += PlotText.fixed(tick, abs(tick) < 1 && tick != 0 ? 1 : 0) + "</text>\n"
        }
        for (index, bar) in bars.enumerated() {
            let top = 6 + Self.row * Double(index)
            let end = axis.place(bar.value)
            let kind = bar.value > 0 ? "gain" : "loss"
            let length = max(1, abs(end - zero))
            text += "<text class=\"key\" text-anchor=\"end\" x=\"\(Self.left - 10)\" y=\"\(top + 14)\">"
            text += PlotText.escaped(bar.name) + "</text>"
            text +=
                "<rect class=\"\(kind)\" x=\"\(number(min(zero, end)))\" y=\"\(top + 3)\" width=\"\(number(length))\" "
            text += "height=\"14\"><title>\(PlotText.escaped(label(bar)))</title></rect>"
            if let mark = bar.mark {
                let place = number(axis.place(mark))
                text += "<line class=\"mark\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(top)\" y2=\"\(top + 20)\"/>"
            }
            text += "<text class=\"tick\" x=\"\(Self.right + 10)\" y=\"\(top + 14)\">"
            text += PlotText.fixed(bar.value) + "</text>\n"
        }
        text += "<line class=\"zero\" x1=\"\(number(zero))\" x2=\"\(number(zero))\" y1=\"2\" y2=\"\(bottom)\"/>\n</svg>"
        return text
    }

    private func label(_ bar: Bar) -> String {
        let mark = bar.mark.map { ", predicted " + PlotText.fixed($0) } ?? ""
        return "\(bar.name): \(PlotText.fixed(bar.value)) ± \(PlotText.fixed(bar.error)) prices per job" + mark
    }
}
