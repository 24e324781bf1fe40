/// The rectangle of a chart that data is drawn in, with its two axes.
package struct ChartFrame: Hashable, Sendable {
  /// The left edge in the drawing.
  package var left: Double
  /// The upper edge in the drawing.
  package var top: Double
  package var width: Double
  package var height: Double
  package var horizontal: ChartAxis
  package var vertical: ChartAxis

  private static let tickLength = 5.0

  package init(
    left: Double, top: Double, width: Double, height: Double, horizontal: ChartAxis,
    vertical: ChartAxis
  ) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// Where a pair of values stands inside the rectangle, from its own top left corner.
  package func place(_ x: Double, _ y: Double) -> ChartPlace {
    ChartPlace(
      x: horizontal.position(of: x) * width, y: (1 - vertical.position(of: y)) * height)
  }

  /// The part of a straight line that is not further away than the rectangle is large, or `nil` where
  /// there is none (Liang & Barsky 1984, doi:10.1145/357332.357333): renderers lose numbers beyond some
  /// millions of pixels.
  func nearPart(from: ChartPlace, to: ChartPlace) -> (from: ChartPlace, to: ChartPlace)? {
    guard from.x.isFinite, from.y.isFinite, to.x.isFinite, to.y.isFinite else { return nil }
    var (first, last) = (0.0, 1.0)
    let step = ChartPlace(x: to.x - from.x, y: to.y - from.y)
    for (start, extent, size) in [(from.x, step.x, width), (from.y, step.y, height)] {
      // Both crossings of a band three times as wide as the rectangle.
      let (low, high) = ((-size - start) / extent, (2 * size - start) / extent)
      guard extent != 0 else {
        if start < -size || start > 2 * size { return nil }
        continue
      }
      first = max(first, min(low, high))
      last = min(last, max(low, high))
    }
    guard first < last else { return nil }
    func place(_ share: Double) -> ChartPlace {
      share == 0
        ? from
        : share == 1 ? to : ChartPlace(x: from.x + share * step.x, y: from.y + share * step.y)
    }
    return (place(first), place(last))
  }

  /// The data, cut off at the rectangle's edges where the marks are to be.
  ///
  /// A nested drawing clips by itself; no clip path with a name that could clash in a page of charts.
  func plot(_ marks: [any ChartMark], isClipped: Bool) -> MarkupElement {
    MarkupElement(
      "svg",
      [
        "x": left.svg, "y": top.svg, "width": width.svg, "height": height.svg,
        "overflow": isClipped ? "hidden" : "visible",
      ], marks.filter { $0.isClipped == isClipped }.flatMap { $0.elements(in: self) })
  }

  /// The outline, the ticks with their labels, and the titles of both axes.
  func axes() -> [MarkupElement] {
    let outline = MarkupElement(
      "rect",
      [
        "x": left.svg, "y": top.svg, "width": width.svg, "height": height.svg,
        "class": "onset-outline",
      ])
    return [outline] + horizontalTicks() + verticalTicks() + titles()
  }

  private func horizontalTicks() -> [MarkupElement] {
    let bottom = top + height
    return horizontal.ticks().flatMap { tick in
      let x = left + horizontal.position(of: tick) * width
      return [
        Self.line(x, bottom, x, bottom + Self.tickLength),
        MarkupElement(
          "text",
          ["x": x.svg, "y": (bottom + 20).svg, "text-anchor": "middle", "class": "onset-text"],
          text: horizontal.label(tick)),
      ]
    }
  }

  private func verticalTicks() -> [MarkupElement] {
    vertical.ticks().flatMap { tick in
      let y = top + (1 - vertical.position(of: tick)) * height
      return [
        Self.line(left - Self.tickLength, y, left, y),
        MarkupElement(
          "text",
          [
            "x": (left - 9).svg, "y": (y + 4).svg, "text-anchor": "end", "class": "onset-text",
          ], text: vertical.label(tick)),
      ]
    }
  }

  private func titles() -> [MarkupElement] {
    let (x, y) = (left - 68, top + height / 2)
    return [
      MarkupElement(
        "text",
        [
          "x": (left + width / 2).svg, "y": (top + height + 42).svg, "text-anchor": "middle",
          "class": "onset-text",
        ], text: horizontal.title),
      MarkupElement(
        "text",
        [
          "x": x.svg, "y": y.svg, "text-anchor": "middle", "class": "onset-text",
          "transform": "rotate(-90 \(x.svg) \(y.svg))",
        ], text: vertical.title),
    ]
  }

  private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> MarkupElement
  {
    MarkupElement(
      "line",
      ["x1": x1.svg, "y1": y1.svg, "x2": x2.svg, "y2": y2.svg, "class": "onset-outline"])
  }
}
