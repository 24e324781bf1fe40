/// A line through data, with a halo in the paper's colour so that it stands out on any ground.
package struct ChartLine: ChartMark {
  /// How a line is drawn.
  package enum Style: String, Hashable, Sendable {
    case solid = "onset-line"
    case dashed = "onset-line onset-dashed"
  }

  /// A pair of values.
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The strokes: a break in the data starts a new one.
  package var strokes: [[Point]]
  package var style: Style
  /// The element's identifier, by which pages and tests find it.
  package var identifier: String?

  package init(_ strokes: [[Point]], style: Style = .solid, identifier: String? = nil) {
    self.strokes = strokes
    self.style = style
    self.identifier = identifier
  }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    var path = SVGPath()
    for stroke in strokes {
      let places = stroke.map { frame.place($0.x, $0.y) }
      var end: ChartPlace?
      for (from, to) in zip(places, places.dropFirst()) {
        guard let part = frame.nearPart(from: from, to: to) else { continue }
        if part.from != end { path.move(to: part.from) }
        path.line(to: part.to)
        end = part.to
      }
    }
    guard !path.data.isEmpty else { return [] }
    var line = MarkupElement("path", ["d": path.data, "class": style.rawValue])
    if let identifier {
      line.attributes.append(MarkupElement.Attribute(name: "id", value: identifier))
    }
    return [MarkupElement("path", ["d": path.data, "class": "onset-halo"]), line]
  }
}
