/// A dot at a pair of values.
package struct ChartDot: ChartMark {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  package var isClipped: Bool { false }

  package func elements(in frame: ChartFrame) -> [MarkupElement] {
    let place = frame.place(x, y)
    return [
      MarkupElement(
        "circle", ["cx": place.x.svg, "cy": place.y.svg, "r": "5", "class": "onset-dot"])
    ]
  }
}
