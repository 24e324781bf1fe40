/// A flag over a place on the horizontal axis: something to know about it.
package struct ChartFlag: ChartMark {
  /// How bad it is.
  package enum Style: String, Hashable, Sendable {
    case note, warning, error
  }

  package var style: Style
  package var x: Double
  /// What the reader is told who points at it.
  package var label: String
  /// The identifier of the page's element that tells more.
  package var target: String

  package init(_ style: Style, x: Double, label: String, target: String) {
    self.style = style
    self.x = x
    self.label = label
    self.target = target
  }

  package var isClipped: Bool { false }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    let x = frame.horizontal.position(of: x) * frame.width
    let pole = MarkupElement(
      "line",
      [
        "x1": x.svg, "y1": "15", "x2": x.svg, "y2": frame.height.svg,
        "class": "onset-pole onset-\(style.rawValue)",
      ])
    return [
      MarkupElement(
        "a", ["href": "#\(target)", "class": "onset-flag-link", "aria-label": label],
        [
          MarkupElement("title", [:], text: label), pole,
          style.triangle(at: ChartPlace(x: x, y: 3)),
        ])
    ]
  }
}

extension ChartFlag.Style {
  /// A triangle that points down, by the middle of its upper edge.
  func triangle(at place: ChartPlace) -> MarkupElement {
    var path = SVGPath()
    path.move(to: ChartPlace(x: place.x - 7, y: place.y))
    path.line(to: ChartPlace(x: place.x + 7, y: place.y))
    path.line(to: ChartPlace(x: place.x, y: place.y + 12))
    return MarkupElement(
      "path", ["d": path.data + "z", "class": "onset-flag onset-\(rawValue)"])
  }
}
