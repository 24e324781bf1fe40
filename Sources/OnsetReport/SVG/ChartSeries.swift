/// Points of one quantity: a line through hollow ones for what is predicted, filled ones with error bars
/// for what is measured.
package struct ChartSeries: ChartMark {
  /// How a series is drawn.
  package enum Style: String, Hashable, Sendable {
    case predicted, measured
  }

  /// One point.
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double
    /// Half the length of the error bar; `nil` for a number without error.
    package var error: Double?
    /// What the reader is told who points at it.
    package var label: String
    /// The identifier of the page's element that tells more.
    package var target: String?

    package init(x: Double, y: Double, error: Double? = nil, label: String, target: String? = nil) {
      self.x = x
      self.y = y
      self.error = error
      self.label = label
      self.target = target
    }
  }

  package var style: Style
  /// The points in the order of their x; `nil` where there is a gap.
  package var points: [Point?]
  /// The element's identifier, by which pages and tests find it.
  package var identifier: String

  private static let capWidth = 3.0

  package init(_ style: Style, _ points: [Point?], identifier: String) {
    self.style = style
    self.points = points
    self.identifier = identifier
  }

  package var isClipped: Bool { false }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    // Points that would touch their neighbours are drawn smaller.
    let distance = frame.width / Double(max(1, points.count))
    let radius = min(4.5, max(1.8, distance * 0.3))
    let marks = points.compactMap(\.self).map { mark($0, radius: radius, in: frame) }
    return [
      MarkupElement(
        "g", ["id": identifier, "class": "onset-series"],
        line(in: frame) + [errorBars(in: frame)].compactMap(\.self) + marks)
    ]
  }

  private func line(in frame: ChartFrame) -> [MarkupElement] {
    guard style == .predicted else { return [] }
    // Zero has no place on an axis of ratios: the line breaks, the point stands at the edge.
    let strokes = points.split { $0.map { !frame.vertical.hasPlace(for: $0.y) } ?? true }
      .map { $0.compactMap(\.self).map { ChartLine.Point(x: $0.x, y: $0.y) } }
    return ChartLine(strokes).elements(in: frame).suffix(1).map { line in
      MarkupElement(
        "path",
        [
          "d": line.attributes.first { $0.name == "d" }?.value ?? "", "class": style.lineClass,
        ])
    }
  }

  private func errorBars(in frame: ChartFrame) -> MarkupElement? {
    var path = SVGPath()
    for point in points.compactMap(\.self) {
      guard let error = point.error, error > 0, frame.vertical.hasPlace(for: point.y) else {
        continue
      }
      let top = frame.place(point.x, point.y + error)
      let low = point.y - error
      let bottom =
        frame.vertical.hasPlace(for: low)
        ? frame.place(point.x, low) : ChartPlace(x: top.x, y: frame.height)
      path.move(to: top)
      path.line(to: bottom)
      for end in [top, bottom] {
        path.move(to: ChartPlace(x: end.x - Self.capWidth, y: end.y))
        path.line(to: ChartPlace(x: end.x + Self.capWidth, y: end.y))
      }
    }
    guard !path.data.isEmpty else { return nil }
    return MarkupElement("path", ["d": path.data, "class": "\(style.lineClass) onset-error-bars"])
  }

  private func mark(_ point: Point, radius: Double, in frame: ChartFrame) -> MarkupElement {
    let isShown = frame.vertical.hasPlace(for: point.y)
    let x = frame.horizontal.position(of: point.x) * frame.width
    let place = isShown ? frame.place(point.x, point.y) : ChartPlace(x: x, y: frame.height)
    var mark =
      isShown ? style.point(at: place, radius: radius) : style.fallenPoint(at: place)
    mark.content = .elements([MarkupElement("title", [:], text: point.label)])
    guard let target = point.target else { return mark }
    // The table says the same: no need to step through hundreds of points by keyboard.
    return MarkupElement("a", ["href": "#\(target)", "tabindex": "-1"], [mark])
  }
}

extension ChartSeries.Style {
  var lineClass: String { "onset-line onset-\(rawValue)" }

  /// A point of the series.
  func point(at place: ChartPlace, radius: Double) -> MarkupElement {
    MarkupElement(
      "circle",
      [
        "cx": place.x.svg, "cy": place.y.svg, "r": radius.svg,
        "class": "onset-point onset-\(rawValue)",
      ])
  }

  /// A point that is below every value that the axis can show: a triangle that points down.
  func fallenPoint(at place: ChartPlace) -> MarkupElement {
    var path = SVGPath()
    path.move(to: ChartPlace(x: place.x - 5, y: place.y - 8))
    path.line(to: ChartPlace(x: place.x + 5, y: place.y - 8))
    path.line(to: place)
    return MarkupElement(
      "path", ["d": path.data + "z", "class": "onset-point onset-fallen onset-\(rawValue)"])
  }
}
