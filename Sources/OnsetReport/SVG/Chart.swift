/// A chart as an SVG drawing that carries its own style: a title, axes, marks and a legend.
package struct Chart: Sendable {
  package var title: String
  /// A sentence below the title.
  package var subtitle: String
  package var horizontal: ChartAxis
  package var vertical: ChartAxis
  /// What is drawn from data, the first one undermost.
  package var marks: [any ChartMark]
  package var legend: ChartLegend

  private static let size = (width: 832.0, height: 560.0)
  private static let margin = (left: 94.0, top: 72.0, right: 236.0, bottom: 62.0)

  package init(
    title: String, subtitle: String, horizontal: ChartAxis, vertical: ChartAxis,
    marks: [any ChartMark], legend: ChartLegend
  ) {
    self.title = title
    self.subtitle = subtitle
    self.horizontal = horizontal
    self.vertical = vertical
    self.marks = marks
    self.legend = legend
  }

  /// Where the data is drawn.
  package var frame: ChartFrame {
    ChartFrame(
      left: Self.margin.left, top: Self.margin.top,
      width: Self.size.width - Self.margin.left - Self.margin.right,
      height: Self.size.height - Self.margin.top - Self.margin.bottom, horizontal: horizontal,
      vertical: vertical)
  }

  /// The drawing, to stand alone or inside a page.
  package var element: SVGElement {
    let (width, height) = (Self.size.width.svg, Self.size.height.svg)
    let frame = frame
    let heading = [
      SVGElement("title", [:], text: title),
      SVGElement("style", [:], text: ChartColors.styleSheet),
      SVGElement("rect", ["width": width, "height": height, "class": "onset-paper"]),
      SVGElement(
        "text", ["x": frame.left.svg, "y": "30", "class": "onset-title"], text: title),
      SVGElement(
        "text", ["x": frame.left.svg, "y": "54", "class": "onset-text"], text: subtitle),
    ]
    return SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)",
        "width": width, "height": height, "role": "img",
      ],
      heading + [frame.plot(marks, isClipped: true)] + frame.axes()
        + [frame.plot(marks, isClipped: false)]
        + legend.elements(left: frame.left + frame.width + 20, top: frame.top))
  }

  /// The drawing as a file of its own.
  package var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element.markup }
}
