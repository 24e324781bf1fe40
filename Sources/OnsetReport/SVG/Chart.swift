/// A chart as an SVG drawing: a title, axes, marks and a legend.
package struct Chart: Sendable {
  package var title: String
  /// A sentence below the title.
  package var subtitle: String
  /// What the chart shows, in words, for readers who do not see it; the subtitle where it is empty.
  package var description = ""
  package var horizontal: ChartAxis
  package var vertical: ChartAxis
  /// What is drawn from data, the first one undermost.
  package var marks: [any ChartMark]
  package var legend: ChartLegend
  package var layout = ChartLayout.alone

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
      left: layout.left, top: layout.top, width: layout.width - layout.left - layout.right,
      height: layout.height - layout.top - layout.bottom, horizontal: horizontal,
      vertical: vertical)
  }

  /// The drawing with its own style and size, to stand alone.
  package var element: MarkupElement {
    drawing(
      ["width": layout.width.svg, "height": layout.height.svg, "role": "img"],
      [MarkupElement("style", [:], text: ChartColors.styleSheet)])
  }

  /// The drawing as a part of a page that carries ``ChartColors/styleSheet`` and gives it its size.
  ///
  /// - Parameter identifier: The drawing's identifier in the page.
  package func element(identified identifier: String) -> MarkupElement {
    drawing(["id": identifier, "class": "onset-chart", "role": "group", "aria-label": title], [])
  }

  /// The drawing as a file of its own.
  package var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element.markup }

  private func drawing(
    _ attributes: KeyValuePairs<String, String>, _ style: [MarkupElement]
  ) -> MarkupElement {
    let frame = frame
    let heading = [
      MarkupElement("title", [:], text: title),
      MarkupElement("desc", [:], text: description.isEmpty ? subtitle : description),
    ]
    let texts = [
      MarkupElement(
        "rect",
        ["width": layout.width.svg, "height": layout.height.svg, "class": "onset-paper"]),
      MarkupElement(
        "text", ["x": frame.left.svg, "y": "30", "class": "onset-title"], text: title),
      MarkupElement(
        "text", ["x": frame.left.svg, "y": "54", "class": "onset-text"], text: subtitle),
    ]
    var drawing = MarkupElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": "0 0 \(layout.width.svg) \(layout.height.svg)",
      ],
      heading + style + texts + [frame.plot(marks, isClipped: true)] + frame.axes()
        + [frame.plot(marks, isClipped: false)] + legendElements(beside: frame))
    drawing.attributes += attributes.map { MarkupElement.Attribute(name: $0, value: $1) }
    return drawing
  }

  private func legendElements(beside frame: ChartFrame) -> [MarkupElement] {
    switch layout.legend {
    case .right: legend.column(left: frame.left + frame.width + 20, top: frame.top)
    case .above: legend.row(left: frame.left, top: frame.top - 44)
    }
  }
}
